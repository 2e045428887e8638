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

run "publishes_the_network" {
  assert {
    condition     = aws_ssm_parameter.published["vpc_id"].name == "/gitops-example/prod/vpc/vpc_id"
    error_message = "Later layers look for the network under this name."
  }
  assert {
    condition     = length(split(",", aws_ssm_parameter.published["database_subnet_ids"].value)) == 3
    error_message = "The database needs a subnet in each of the 3 zones."
  }
}
