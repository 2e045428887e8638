mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "eu-central-1" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111122223333" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:111122223333:log-group:mocked" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/mocked" }
  }
}

override_data {
  target = data.aws_ssm_parameters_by_path.vpc
  values = {
    names  = ["/gitops-example/prod/vpc/vpc_id", "/gitops-example/prod/vpc/private_subnet_ids", "/gitops-example/prod/vpc/public_subnet_ids", "/gitops-example/prod/vpc/database_subnet_ids"]
    values = ["vpc-0123456789abcdef0", "subnet-a,subnet-b", "subnet-c,subnet-d", "subnet-e,subnet-f"]
  }
}

override_data {
  target = data.aws_ssm_parameters_by_path.rds
  values = {
    names  = ["/gitops-example/prod/rds/security_group_id", "/gitops-example/prod/rds/kms_key_arn", "/gitops-example/prod/rds/master_secret_arn", "/gitops-example/prod/rds/api_secret_name"]
    values = ["sg-0123456789abcdef0", "arn:aws:kms:eu-central-1:111122223333:key/11111111-1111-1111-1111-111111111111", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds-master", "gitops-example-prod/api-database"]
  }
}

run "publishes_the_cluster" {
  assert {
    condition     = aws_ssm_parameter.published["cluster_name"].value == "gitops-example-prod"
    error_message = "The next layer finds the cluster by this name."
  }
  assert {
    condition     = aws_ssm_parameter.published["kms_key_arn"].value == module.eks.kms_key_arn
    error_message = "The next layer encrypts its secrets with the cluster's key."
  }
}

run "refuses_to_run_before_the_database" {
  command = plan
  override_data {
    target = data.aws_ssm_parameters_by_path.rds
    values = {
      names  = []
      values = []
    }
  }
  expect_failures = [data.aws_ssm_parameters_by_path.rds]
}
