# Before Terraform 1.17 a mocked provider refuses this module's ephemeral password. ops/test/terraform-plugins.test.ts
# runs the file in a copy that has the data source of the same name in its place.
mock_provider "aws" {
  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:webhook" }
  }
}
mock_provider "helm" {}

variables {
  name               = "example-test"
  chart_version      = "10.3.3"
  high_availability  = false
  repository_url     = "https://github.com/example/gitops-example.git"
  revision           = "master"
  path               = "ops/environments/dev/05_applications"
  values             = { region = "eu-central-1" }
  chart_repositories = ["https://charts.example.org"]
  protected          = false
  kms_key_arn        = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000"
}

run "points_argo_cd_to_the_environment" {
  assert {
    condition     = yamldecode(helm_release.root.values[0]).path == "ops/environments/dev/05_applications" && yamldecode(helm_release.root.values[0]).repoURL == var.repository_url
    error_message = "The root Application must lead to the environment's chart in the given repository."
  }
}

run "lets_only_our_own_applications_read_the_repository_of_the_apps" {
  variables {
    apps_repository_url = "https://github.com/example/apps.git"
  }
  assert {
    condition     = yamldecode(helm_release.root.values[0]).appsRepoURL == "https://github.com/example/apps.git"
    error_message = "The chart that makes the projects must know the repository of the apps."
  }
}

run "keeps_secrets_out_of_the_values" {
  assert {
    condition     = yamldecode(helm_release.argocd.values[0]).configs.secret.extra["webhook.github.secret"] == "$argocd-webhook:secret"
    error_message = "Values are stored in state: they may hold a reference to the webhook's secret, not the secret."
  }
  assert {
    condition     = !can(yamldecode(helm_release.argocd.values[0]).configs.secret.argocdServerAdminPassword)
    error_message = "Argo CD must create the admin's password."
  }
}

run "runs_replicas_where_it_must_be_available" {
  variables {
    high_availability = true
  }
  assert {
    condition     = yamldecode(helm_release.argocd.values[0])["redis-ha"].enabled && yamldecode(helm_release.argocd.values[0]).server.replicas == 2
    error_message = "High availability needs replicas and a replicated Redis."
  }
}

run "refuses_the_address_of_the_template" {
  command = plan
  variables {
    repository_url = "https://github.com/OWNER/gitops-example.git"
  }
  expect_failures = [var.repository_url]
}

run "refuses_credentials_in_the_address" {
  command = plan
  variables {
    repository_url = "https://me:token@github.com/example/gitops-example.git"
  }
  expect_failures = [var.repository_url]
}

run "refuses_a_path_out_of_the_repository" {
  command = plan
  variables {
    path = "../elsewhere"
  }
  expect_failures = [var.path]
}

run "refuses_a_range_of_versions" {
  command = plan
  variables {
    chart_version = "~> 10.0"
  }
  expect_failures = [var.chart_version]
}

run "refuses_to_run_before_the_cluster_exists" {
  command = plan
  variables {
    kms_key_arn = ""
  }
  expect_failures = [var.kms_key_arn]
}
