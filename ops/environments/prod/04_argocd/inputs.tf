# What earlier layers have published. None of it is secret.
data "aws_ssm_parameters_by_path" "rds" {
  path = "${local.parameters}/rds"

  lifecycle {
    postcondition {
      condition     = length(self.names) > 0
      error_message = "The layer 02_rds of ${local.environment.environment} has published nothing under ${local.parameters}/rds. Apply it first."
    }
  }
}

data "aws_ssm_parameters_by_path" "eks" {
  path = "${local.parameters}/eks"

  lifecycle {
    postcondition {
      condition     = length(self.names) > 0
      error_message = "The layer 03_eks of ${local.environment.environment} has published nothing under ${local.parameters}/eks. Apply it first."
    }
  }
}

locals {
  rds = { for index, name in data.aws_ssm_parameters_by_path.rds.names : basename(name) => nonsensitive(data.aws_ssm_parameters_by_path.rds.values[index]) }
  eks = { for index, name in data.aws_ssm_parameters_by_path.eks.names : basename(name) => nonsensitive(data.aws_ssm_parameters_by_path.eks.values[index]) }
}
