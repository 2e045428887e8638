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
    defaults = { arn = "arn:aws:logs:eu-central-1:111122223333:log-group:flow" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111122223333:role/flow" }
  }
}

variables {
  name               = "example-test"
  cidr               = "10.10.0.0/16"
  availability_zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  nat                = "per_zone"
}

run "computes_three_tiers_from_one_range" {
  assert {
    condition     = [for zone in var.availability_zones : aws_subnet.private[zone].cidr_block] == ["10.10.0.0/19", "10.10.32.0/19", "10.10.64.0/19"]
    error_message = "Private subnets are not the first eighths of the range."
  }
  assert {
    condition     = [for zone in var.availability_zones : aws_subnet.public[zone].cidr_block] == ["10.10.128.0/22", "10.10.132.0/22", "10.10.136.0/22"]
    error_message = "Public subnets do not start in the middle of the range."
  }
  assert {
    condition     = [for zone in var.availability_zones : aws_subnet.database[zone].cidr_block] == ["10.10.144.0/22", "10.10.148.0/22", "10.10.152.0/22"]
    error_message = "Database subnets do not follow the public ones."
  }
}

run "gives_every_zone_its_own_nat_gateway" {
  assert {
    condition     = length(aws_nat_gateway.this) == 3
    error_message = "per_zone must create one NAT gateway for each zone."
  }
  assert {
    condition     = alltrue([for zone in var.availability_zones : aws_route.private_nat[zone].nat_gateway_id == aws_nat_gateway.this[zone].id])
    error_message = "A private subnet leaves through another zone's NAT gateway."
  }
}

run "shares_one_nat_gateway" {
  variables {
    nat = "single"
  }
  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-central-1a"]
    error_message = "single must create one NAT gateway, in the first zone."
  }
  assert {
    condition     = length(aws_route.private_nat) == 3
    error_message = "Every private subnet needs its route out."
  }
}

run "moves_no_subnet_when_a_zone_is_added" {
  variables {
    availability_zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c", "eu-central-1d"]
  }
  assert {
    condition     = aws_subnet.database["eu-central-1a"].cidr_block == "10.10.144.0/22" && aws_subnet.database["eu-central-1d"].cidr_block == "10.10.156.0/22"
    error_message = "A fourth zone must not renumber the first three."
  }
}

run "tags_subnets_for_load_balancers" {
  assert {
    condition     = alltrue([for subnet in aws_subnet.public : subnet.tags["kubernetes.io/role/elb"] == "1"])
    error_message = "EKS finds public subnets by the tag kubernetes.io/role/elb."
  }
  assert {
    condition     = alltrue([for subnet in aws_subnet.private : subnet.tags["kubernetes.io/role/internal-elb"] == "1"])
    error_message = "EKS finds private subnets by the tag kubernetes.io/role/internal-elb."
  }
}

run "refuses_text_that_is_no_range" {
  command = plan
  variables {
    cidr = "ten-dot-ten"
  }
  expect_failures = [var.cidr]
}

run "refuses_a_range_that_starts_inside_itself" {
  command = plan
  variables {
    cidr = "10.10.3.0/16"
  }
  expect_failures = [var.cidr]
}

run "refuses_a_range_that_is_too_small" {
  command = plan
  variables {
    cidr = "10.10.0.0/21"
  }
  expect_failures = [var.cidr]
}

run "refuses_a_public_range" {
  command = plan
  variables {
    cidr = "8.8.0.0/16"
  }
  expect_failures = [var.cidr]
}

run "refuses_the_range_of_kubernetes_services" {
  command = plan
  variables {
    cidr = "172.20.0.0/16"
  }
  expect_failures = [var.cidr]
}

run "refuses_a_single_zone" {
  command = plan
  variables {
    availability_zones = ["eu-central-1a"]
  }
  expect_failures = [var.availability_zones]
}

run "refuses_a_zone_named_twice" {
  command = plan
  variables {
    availability_zones = ["eu-central-1a", "eu-central-1a"]
  }
  expect_failures = [var.availability_zones]
}

run "refuses_an_unknown_kind_of_nat" {
  command = plan
  variables {
    nat = "none"
  }
  expect_failures = [var.nat]
}
