resource "helm_release" "argocd" {
  name             = "argocd"
  namespace        = "argocd"
  create_namespace = true

  repository = "https://argoproj.github.io/argo-helm"
  chart      = "argo-cd"
  version    = var.chart_version

  # A new cluster starts its first nodes for these pods.
  timeout = 900
  atomic  = true

  values = [yamlencode(local.values)]
}

# Separate from the chart above, whose custom resource types it uses. When the layer is destroyed, it is removed
# first: Argo CD, still running, then removes what it deployed, load balancers included. Volumes of StatefulSets
# stay where their values say so.
resource "helm_release" "root" {
  name      = "root"
  namespace = helm_release.argocd.namespace
  chart     = "${path.module}/root"
  timeout   = 1800

  # While it is being removed, Argo CD must run and the secrets must be readable.
  depends_on = [aws_secretsmanager_secret_version.webhook, aws_secretsmanager_secret_version.smtp]

  values = [yamlencode({
    repoURL           = var.repository_url
    appsRepoURL       = var.apps_repository_url
    targetRevision    = var.revision
    path              = var.path
    values            = var.values
    chartRepositories = var.chart_repositories
    # Helm notices a change of values only; this one changes with the chart's own files.
    chartHash = sha256(join("", [for file in sort(fileset("${path.module}/root", "**")) : filesha256("${path.module}/root/${file}")]))
  })]
}
