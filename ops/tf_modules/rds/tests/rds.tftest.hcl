# Before Terraform 1.17 a mocked provider refuses this module's ephemeral password. ops/test/terraform-plugins.test.ts
# runs the file in a copy that has the data source of the same name in its place.
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
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/monitoring" }
  }
  mock_resource "aws_rds_cluster" {
    defaults = {
      endpoint           = "example-test.cluster-abc.eu-central-1.rds.amazonaws.com"
      port               = 5432
      master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:rds!cluster-abc" }]
    }
  }
  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:api" }
  }
}

variables {
  name          = "example-test"
  major_version = "17"
  vpc_id        = "vpc-0123456789abcdef0"
  subnet_ids    = ["subnet-a", "subnet-b"]
  capacity      = { min = 0, max = 2, pause_after_seconds = 600 }
  instances     = 1
  backup_days   = 7
  protected     = false
}

run "pauses_at_zero_when_nobody_is_connected" {
  assert {
    condition     = aws_rds_cluster.this.serverlessv2_scaling_configuration[0].min_capacity == 0 && aws_rds_cluster.this.serverlessv2_scaling_configuration[0].seconds_until_auto_pause == 600
    error_message = "min = 0 must let the cluster pause."
  }
}

run "encrypts_with_its_own_key" {
  assert {
    condition     = aws_rds_cluster.this.storage_encrypted && aws_rds_cluster.this.kms_key_id == aws_kms_key.this.arn
    error_message = "Storage must be encrypted with the module's key."
  }
  assert {
    condition     = aws_secretsmanager_secret.api.kms_key_id == aws_kms_key.this.arn && aws_rds_cluster.this.master_user_secret_kms_key_id == aws_kms_key.this.arn
    error_message = "Both secrets must be encrypted with the module's key."
  }
}

run "requires_tls" {
  assert {
    condition     = contains([for parameter in aws_rds_cluster_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "rds.force_ssl=1")
    error_message = "The server must refuse connections without TLS."
  }
}

run "keeps_the_master_password_out_of_terraform" {
  assert {
    condition     = aws_rds_cluster.this.manage_master_user_password && aws_rds_cluster.this.master_password == null
    error_message = "RDS must create the master password."
  }
}

run "opens_to_nobody" {
  assert {
    condition     = !aws_rds_cluster_instance.this[0].publicly_accessible
    error_message = "The instance must not have a public address."
  }
}

run "is_disposable_when_not_protected" {
  assert {
    condition     = !aws_rds_cluster.this.deletion_protection && aws_rds_cluster.this.skip_final_snapshot
    error_message = "An unprotected database must be removable."
  }
}

run "survives_the_loss_of_a_zone_and_of_a_careless_command" {
  variables {
    capacity    = { min = 0.5, max = 8 }
    instances   = 2
    backup_days = 35
    protected   = true
  }
  assert {
    condition     = length(aws_rds_cluster_instance.this) == 2
    error_message = "A failover needs two instances."
  }
  assert {
    condition     = aws_rds_cluster.this.deletion_protection && !aws_rds_cluster.this.skip_final_snapshot && startswith(aws_rds_cluster.this.final_snapshot_identifier, "example-test-final-")
    error_message = "A protected database must refuse deletion and leave a snapshot."
  }
}

run "refuses_a_pause_without_zero_capacity" {
  command = plan
  variables {
    capacity = { min = 0.5, max = 2, pause_after_seconds = 600 }
  }
  expect_failures = [var.capacity]
}

run "refuses_a_range_upside_down" {
  command = plan
  variables {
    capacity = { min = 4, max = 2 }
  }
  expect_failures = [var.capacity]
}

run "refuses_a_quarter_of_a_unit" {
  command = plan
  variables {
    capacity = { min = 0.75, max = 2 }
  }
  expect_failures = [var.capacity]
}

run "refuses_subnets_of_one_zone" {
  command = plan
  variables {
    subnet_ids = ["subnet-a"]
  }
  expect_failures = [var.subnet_ids]
}

run "refuses_to_run_before_the_network_exists" {
  command = plan
  variables {
    vpc_id = ""
  }
  expect_failures = [var.vpc_id]
}

run "refuses_a_version_that_cannot_pause" {
  command = plan
  variables {
    major_version = "13"
  }
  expect_failures = [var.major_version]
}
