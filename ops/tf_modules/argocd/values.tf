locals {
  replicas = var.high_availability ? 2 : 1

  # Argo CD creates the admin's first password itself and keeps it in the cluster
  # (secret argocd-initial-admin-secret): Terraform never sees it.
  values = {
    global = {
      networkPolicy = { create = true }
      topologySpreadConstraints = [{
        maxSkew           = 1
        topologyKey       = "topology.kubernetes.io/zone"
        whenUnsatisfiable = "ScheduleAnyway"
      }]
    }

    configs = {
      cm = {
        "admin.enabled" = "true"
        "exec.enabled"  = "false" # no shell in pods from the web page
        # An Application is healthy when what it deployed is: sync waves wait for each other by that.
        "resource.customizations.health.argoproj.io_Application" = file("${path.module}/application-health.lua")
      }
      secret = {
        # A reference, not the value: External Secrets copies argocd-webhook from Secrets Manager.
        extra = { "webhook.github.secret" = "$argocd-webhook:secret" }
      }
    }

    dex           = { enabled = false } # no single sign-on here; admins use kubectl port-forward
    notifications = { enabled = false } # Alertmanager notifies

    "redis-ha" = { enabled = var.high_availability }

    controller = {
      metrics   = { enabled = true }
      resources = { requests = { cpu = "100m", memory = "384Mi" }, limits = { memory = "1Gi" } }
    }
    server = {
      replicas  = local.replicas
      pdb       = { enabled = var.high_availability, maxUnavailable = 1 }
      metrics   = { enabled = true }
      resources = { requests = { cpu = "25m", memory = "96Mi" }, limits = { memory = "256Mi" } }
    }
    repoServer = {
      replicas  = local.replicas
      pdb       = { enabled = var.high_availability, maxUnavailable = 1 }
      metrics   = { enabled = true }
      resources = { requests = { cpu = "50m", memory = "192Mi" }, limits = { memory = "1Gi" } }
    }
    applicationSet = {
      replicas  = 0 # the Applications are a chart; nothing generates them
      resources = { requests = { cpu = "10m", memory = "64Mi" }, limits = { memory = "128Mi" } }
    }
    redis = {
      resources = { requests = { cpu = "10m", memory = "64Mi" }, limits = { memory = "128Mi" } }
    }
  }
}
