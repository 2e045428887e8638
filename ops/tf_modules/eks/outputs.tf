output "cluster_name" {
  description = "Name of the cluster."
  value       = aws_eks_cluster.this.name
}

output "endpoint" {
  description = "Address of the Kubernetes API."
  value       = aws_eks_cluster.this.endpoint
}

output "certificate_authority" {
  description = "Certificate of the API's authority, base64."
  value       = aws_eks_cluster.this.certificate_authority[0].data
}

output "kms_key_arn" {
  description = "The cluster's key. External Secrets may decrypt with it, so secrets for the cluster can be encrypted with it."
  value       = aws_kms_key.this.arn
}
