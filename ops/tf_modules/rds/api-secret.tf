# What the API needs to connect, under libpq's own names. External Secrets copies it into the cluster;
# the Application "database" creates a role and a database with these names (docs/decisions/0005-the-database-is-set-up-from-inside.md).
resource "aws_secretsmanager_secret" "api" {
  #checkov:skip=CKV2_AWS_57:Rotated by raising api_password_version, since the pods have to restart with it; RDS rotates the master password.
  name                    = "${var.name}/api-database"
  description             = "${var.name}: how the API connects to its database"
  kms_key_id              = aws_kms_key.this.arn
  recovery_window_in_days = var.protected ? 30 : 0 # 0: the same name can be reused at once
}

ephemeral "aws_secretsmanager_random_password" "api" {
  password_length     = 40
  exclude_punctuation = true # needs no quoting anywhere
}

# Write-only: the password is in Secrets Manager and in no plan or state file.
resource "aws_secretsmanager_secret_version" "api" {
  secret_id = aws_secretsmanager_secret.api.id
  secret_string_wo = jsonencode({
    PGHOST     = aws_rds_cluster.this.endpoint
    PGPORT     = tostring(aws_rds_cluster.this.port)
    PGDATABASE = "api"
    PGUSER     = "api"
    PGPASSWORD = ephemeral.aws_secretsmanager_random_password.api.random_password
    PGSSLMODE  = "verify-full"
  })
  secret_string_wo_version = var.api_password_version
}
