# GitHub signs each push event with this secret. It goes from here to Secrets Manager, from there into the
# cluster and, by hand once, into the repository's settings; no plan or state file holds it.
resource "aws_secretsmanager_secret" "webhook" {
  #checkov:skip=CKV2_AWS_57:GitHub holds the other copy, so rotating means changing both; raise secret_string_wo_version and the setting there.
  name                    = "${var.name}/argocd-webhook"
  description             = "${var.name}: GitHub signs its push events to Argo CD with this"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.protected ? 30 : 0
}

ephemeral "aws_secretsmanager_random_password" "webhook" {
  password_length     = 40
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret_version" "webhook" {
  secret_id                = aws_secretsmanager_secret.webhook.id
  secret_string_wo         = jsonencode({ secret = ephemeral.aws_secretsmanager_random_password.webhook.random_password })
  secret_string_wo_version = 1
}

# Alertmanager's password for the mail server. The owner of the mail server chooses it, so this one starts as a
# placeholder; put-secret-value (docs/guides/aws.md) replaces it, and Terraform never writes it again.
resource "aws_secretsmanager_secret" "smtp" {
  #checkov:skip=CKV2_AWS_57:The mail server decides when its password changes.
  name                    = "${var.name}/smtp"
  description             = "${var.name}: password of Alertmanager at the mail server"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = var.protected ? 30 : 0
}

resource "aws_secretsmanager_secret_version" "smtp" {
  secret_id                = aws_secretsmanager_secret.smtp.id
  secret_string_wo         = jsonencode({ password = "unset" })
  secret_string_wo_version = 1
}
