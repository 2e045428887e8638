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
  mock_data "aws_eks_cluster" {
    defaults = {
      endpoint              = "https://mocked.eks.amazonaws.com"
      certificate_authority = [{ data = "bW9ja2Vk" }]
    }
  }
}
mock_provider "helm" {}

override_data {
  target = data.aws_ssm_parameters_by_path.rds
  values = {
    names  = ["/gitops-example/prod/rds/security_group_id", "/gitops-example/prod/rds/kms_key_arn", "/gitops-example/prod/rds/master_secret_arn", "/gitops-example/prod/rds/api_secret_name"]
    values = ["sg-0123456789abcdef0", "arn:aws:kms:eu-central-1:111122223333:key/11111111-1111-1111-1111-111111111111", "arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds-master", "gitops-example-prod/api-database"]
  }
}

override_data {
  target = data.aws_ssm_parameters_by_path.eks
  values = {
    names  = ["/gitops-example/prod/eks/cluster_name", "/gitops-example/prod/eks/kms_key_arn"]
    values = ["gitops-example-prod", "arn:aws:kms:eu-central-1:111122223333:key/11111111-1111-1111-1111-111111111111"]
  }
}

run "tells_which_secret_the_webhook_needs" {
  assert {
    condition     = output.webhook_secret_name == "gitops-example-prod/argocd-webhook"
    error_message = "Whoever sets up the webhook needs the name of its secret."
  }
}

run "refuses_to_run_before_the_cluster" {
  command = plan
  override_data {
    target = data.aws_ssm_parameters_by_path.eks
    values = {
      names  = []
      values = []
    }
  }
  expect_failures = [data.aws_ssm_parameters_by_path.eks]
}
