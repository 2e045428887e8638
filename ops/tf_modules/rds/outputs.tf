output "endpoint" {
  description = "Host name of the writer."
  value       = aws_rds_cluster.this.endpoint
}

output "security_group_id" {
  description = "Security group of the database, to which the cluster's layer adds its rule."
  value       = aws_security_group.this.id
}

output "kms_key_arn" {
  description = "Key of the database's secrets: whoever reads them needs kms:Decrypt on it."
  value       = aws_kms_key.this.arn
}

output "master_secret_arn" {
  description = "Secret of the master user, created and rotated by RDS."
  value       = aws_rds_cluster.this.master_user_secret[0].secret_arn
}

output "api_secret_arn" {
  description = "Secret with the API's connection."
  value       = aws_secretsmanager_secret.api.arn
}

output "api_secret_name" {
  description = "Name of the secret with the API's connection."
  value       = aws_secretsmanager_secret.api.name
}
