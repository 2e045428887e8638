module "argocd" {
  source = "../../../tf_modules/argocd"

  name              = local.name
  chart_version     = "10.3.3"
  high_availability = false
  kms_key_arn       = local.eks.kms_key_arn
  protected         = false

  repository_url      = local.environment.repository_url
  apps_repository_url = try(local.environment.apps_repository_url, "")
  revision            = local.environment.revision
  path                = "ops/environments/${local.environment.environment}/05_applications"

  values = {
    region         = local.environment.region
    domain         = local.environment.domain
    certificateArn = local.environment.certificate_arn
    apiSecret      = local.rds.api_secret_name
    masterSecret   = local.rds.master_secret_arn
    webhookSecret  = "${local.name}/argocd-webhook"
    smtpSecret     = "${local.name}/smtp"
  }

  chart_repositories = [
    "https://charts.external-secrets.io",
    "https://prometheus-community.github.io/helm-charts",
    "ghcr.io/nginx/charts",
  ]
}

output "webhook_secret_name" {
  description = "Secret to enter in the repository's webhook on GitHub."
  value       = module.argocd.webhook_secret_name
}
