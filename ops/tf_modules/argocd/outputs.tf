output "webhook_secret_name" {
  description = "Secret to enter in the repository's webhook on GitHub."
  value       = aws_secretsmanager_secret.webhook.name
}

output "version" {
  description = "Version of Argo CD that is running."
  value       = helm_release.argocd.metadata.app_version
}
