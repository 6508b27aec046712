namespace Sekimori.Guard.Policy;

/// <summary>Policies to start with.</summary>
internal static class PolicyTemplates
{
    /// <summary>The names of the templates.</summary>
    public static IReadOnlyList<string> Names { get; } = ["strict", "workgroup", "domain-controller", "audit-only", "gateway"];

    /// <summary>The text of a template.</summary>
    /// <exception cref="ArgumentException">There is no template with this name.</exception>
    public static string Text(string name) => name switch
    {
        "strict" => Strict,
        "workgroup" => Workgroup,
        "domain-controller" => DomainController,
        "audit-only" => AuditOnly,
        "gateway" => Gateway,
        _ => throw new ArgumentException($"no template '{name}': {string.Join(", ", Names)}", nameof(name)),
    };

    private const string Strict = """
        # Only this machine itself gets in. What holds without any policy.
        version: 1
        default: deny
        audit: yes
        rules:
          - name: the local socket
            transport: local
            do: allow
          - name: loopback
            from: loopback
            do: allow
        """;

    private const string Workgroup = """
        # The administrators' network may manage this host, signed and sealed;
        # everybody else in the house may ask the endpoint mapper, at a rate.
        version: 1
        default: deny
        audit: yes
        lists:
          administrators: [192.168.1.0/24]
          house: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, "fd00::/8"]
        rules:
          - name: the local socket
            transport: local
            do: allow
          - name: loopback
            from: loopback
            do: allow
          - name: nobody changes the endpoint mapper from the network
            interface: epmapper
            operation: [ept_insert, ept_delete, ept_mgmt_delete]
            do: deny
          - name: processes are started for the record
            class: Win32_Process
            method: Create
            audit: required
            do: audit
          - name: administrators, protected
            from: $administrators
            level_from: privacy
            scheme: [NTLM, Kerberos, CredSSP, Certificate, SPNEGO]
            do: allow
          - name: the mapper for the house
            from: $house
            interface: epmapper
            operation: ept_map
            rate: 20/s
            do: limit
        """;

    private const string DomainController = """
        # In front of a domain controller: members log on and look up names, replication is for its partners, coercion is for nobody.
        version: 1
        default: deny
        audit: yes
        lists:
          partners: [10.0.0.10, 10.0.0.11]
          members: [10.0.0.0/8]
          administrators: [10.0.1.0/24]
        rules:
          - name: loopback
            from: loopback
            do: allow
          - name: replication between controllers
            from: $partners
            interface: drsuapi
            do: allow
          - name: replication from anywhere else
            interface: drsuapi
            operation: [DRSGetNCChanges, DRSReplicaAdd, DRSAddEntry]
            audit: required
            do: deny
          - name: coercion
            interface: [efsrpc, FileServerVssAgent, spoolss, IRemoteWinspool, netdfs]
            audit: required
            do: deny
          - name: secrets over the remote registry
            interface: winreg
            operation: [BaseRegSaveKey, BaseRegSaveKeyEx]
            audit: required
            do: deny
          - name: administrators, protected
            from: $administrators
            level_from: integrity
            audit: required
            do: allow
          - name: what members need
            from: $members
            interface: [epmapper, netlogon, lsarpc, samr, drsuapi, dssetup]
            do: allow
        """;

    private const string Gateway = """
        # A gateway: each team reaches its own hosts, through their management ports alone. A rule that names no target allows none.
        version: 1
        default: deny
        audit: yes
        lists:
          operators: [192.168.1.0/24]
        rules:
          - name: administrators reach domain controllers, for the record
            from: $operators
            group: administrator
            target: "dc*"
            audit: required
            do: allow
          - name: operators reach WS-Management of the web servers
            from: $operators
            group: operator
            target: "web*"
            target_port: [5985, 5986]
            do: allow
        """;

    private const string AuditOnly = """
        # Refuses nothing, writes down everything: to learn what a policy would have to allow.
        version: 1
        mode: audit-only
        default: deny
        audit: yes
        rules:
          - name: loopback
            from: loopback
            do: allow
        """;
}
