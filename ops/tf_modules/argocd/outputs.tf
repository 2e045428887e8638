output "webhook_secret_name" {
  description = "Secret to give to the repository's webhook on GitHub."
  value       = aws_secretsmanager_secret.webhook.name
}

output "version" {
  description = "Version of Argo CD that runs."
  value       = helm_release.argocd.metadata.app_version
}
