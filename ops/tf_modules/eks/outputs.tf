output "cluster_name" {
  description = "Name of the cluster."
  value       = aws_eks_cluster.this.name
}

output "kms_key_arn" {
  description = "The cluster's key. External Secrets may decrypt with it, so secrets for the cluster can be encrypted with it."
  value       = aws_kms_key.this.arn
}
