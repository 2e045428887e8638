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
    defaults = { arn = "arn:aws:iam::111122223333:role/mocked" }
  }
}

variables {
  name                = "example-test"
  kubernetes_version  = "1.35"
  subnet_ids          = ["subnet-a", "subnet-b"]
  public_access_cidrs = []
  admins              = ["arn:aws:iam::111122223333:role/Admin"]
  protected           = false
  opens               = { postgresql = { security_group_id = "sg-database", port = 5432 } }
  external_secrets = {
    secret_arns  = ["arn:aws:secretsmanager:eu-central-1:111122223333:secret:example-test/*"]
    kms_key_arns = ["arn:aws:kms:eu-central-1:111122223333:key/11111111-1111-1111-1111-111111111111"]
  }
}

run "keeps_the_api_inside_the_network" {
  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_private_access && !aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    error_message = "Without public_access_cidrs the API must be private."
  }
}

run "opens_the_api_to_the_addresses_given" {
  variables {
    public_access_cidrs = ["203.0.113.7/32"]
  }
  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_public_access && aws_eks_cluster.this.vpc_config[0].public_access_cidrs == toset(["203.0.113.7/32"])
    error_message = "The API must be open to exactly the addresses given."
  }
}

run "turns_on_all_of_auto_mode" {
  assert {
    condition = alltrue([
      aws_eks_cluster.this.compute_config[0].enabled,
      aws_eks_cluster.this.kubernetes_network_config[0].elastic_load_balancing[0].enabled,
      aws_eks_cluster.this.storage_config[0].block_storage[0].enabled,
    ])
    error_message = "EKS refuses Auto Mode in parts."
  }
}

run "encrypts_secrets_and_logs_everything" {
  assert {
    condition     = aws_eks_cluster.this.encryption_config[0].provider[0].key_arn == aws_kms_key.this.arn
    error_message = "Secrets must be encrypted with the module's key."
  }
  assert {
    condition     = length(aws_eks_cluster.this.enabled_cluster_log_types) == 5
    error_message = "All five control plane logs must be on."
  }
}

run "lets_only_the_named_admins_in" {
  assert {
    condition     = keys(aws_eks_access_entry.admin) == ["arn:aws:iam::111122223333:role/Admin"] && !aws_eks_cluster.this.access_config[0].bootstrap_cluster_creator_admin_permissions
    error_message = "Exactly the named admins have access."
  }
}

run "opens_the_database_to_the_cluster" {
  assert {
    condition     = aws_vpc_security_group_ingress_rule.opens["postgresql"].security_group_id == "sg-database" && aws_vpc_security_group_ingress_rule.opens["postgresql"].cidr_ipv4 == null
    error_message = "The rule must name the cluster's security group, not addresses."
  }
}

run "reads_no_secret_of_others" {
  assert {
    condition     = jsondecode(aws_iam_role_policy.external_secrets.policy).Statement[0].Resource == ["arn:aws:secretsmanager:eu-central-1:111122223333:secret:example-test/*"]
    error_message = "External Secrets must be limited to the secrets given."
  }
}

run "refuses_the_whole_internet" {
  command = plan
  variables {
    public_access_cidrs = ["0.0.0.0/0"]
  }
  expect_failures = [var.public_access_cidrs]
}

run "refuses_a_cluster_that_nobody_can_enter" {
  command = plan
  variables {
    admins = []
  }
  expect_failures = [var.admins]
}

run "refuses_a_session_as_admin" {
  command = plan
  variables {
    admins = ["arn:aws:sts::111122223333:assumed-role/Admin/me"]
  }
  expect_failures = [var.admins]
}

run "refuses_a_version_out_of_support" {
  command = plan
  variables {
    kubernetes_version = "1.31"
  }
  expect_failures = [var.kubernetes_version]
}

run "refuses_one_zone" {
  command = plan
  variables {
    subnet_ids = ["subnet-a"]
  }
  expect_failures = [var.subnet_ids]
}

run "refuses_to_read_every_secret" {
  command = plan
  variables {
    external_secrets = {
      secret_arns  = ["arn:aws:secretsmanager:eu-central-1:111122223333:secret:*"]
      kms_key_arns = []
    }
  }
  expect_failures = [var.external_secrets]
}
