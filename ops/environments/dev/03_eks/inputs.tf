# What earlier layers have published. None of it is secret.
data "aws_ssm_parameters_by_path" "vpc" {
  path = "${local.parameters}/vpc"

  lifecycle {
    postcondition {
      condition     = length(self.names) > 0
      error_message = "The layer 01_vpc of ${local.environment.environment} has published nothing under ${local.parameters}/vpc. Apply it first."
    }
  }
}

data "aws_ssm_parameters_by_path" "rds" {
  path = "${local.parameters}/rds"

  lifecycle {
    postcondition {
      condition     = length(self.names) > 0
      error_message = "The layer 02_rds of ${local.environment.environment} has published nothing under ${local.parameters}/rds. Apply it first."
    }
  }
}

locals {
  vpc = { for index, name in data.aws_ssm_parameters_by_path.vpc.names : basename(name) => nonsensitive(data.aws_ssm_parameters_by_path.vpc.values[index]) }
  rds = { for index, name in data.aws_ssm_parameters_by_path.rds.names : basename(name) => nonsensitive(data.aws_ssm_parameters_by_path.rds.values[index]) }
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
