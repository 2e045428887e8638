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
  mock_resource "aws_rds_cluster" {
    defaults = {
      endpoint           = "mocked.cluster-abc.eu-central-1.rds.amazonaws.com"
      port               = 5432
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds-master" }]
    }
  }
}

override_data {
  target = data.aws_ssm_parameters_by_path.vpc
  values = {
    names  = ["/gitops-example/dev/vpc/vpc_id", "/gitops-example/dev/vpc/private_subnet_ids", "/gitops-example/dev/vpc/public_subnet_ids", "/gitops-example/dev/vpc/database_subnet_ids"]
    values = ["vpc-0123456789abcdef0", "subnet-a,subnet-b", "subnet-c,subnet-d", "subnet-e,subnet-f"]
  }
}

run "publishes_the_database" {
  assert {
    condition     = aws_ssm_parameter.published["api_secret_name"].value == "gitops-example-dev/api-database"
    error_message = "External Secrets may read only names that begin with the environment's."
  }
}

run "refuses_to_run_before_the_network" {
  command = plan
  override_data {
    target = data.aws_ssm_parameters_by_path.vpc
    values = {
      names  = []
      values = []
    }
  }
  expect_failures = [data.aws_ssm_parameters_by_path.vpc]
}
