using System.Collections.Immutable;
using Sekimori.App.Settings;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Guard.Connect;
using Sekimori.Guard.Policy;
using Sekimori.Observations;
using Sekimori.Server.Rpc;

namespace Sekimori.App.Serve;

/// <summary>The part of the settings file that describes the gateway.</summary>
internal static class GatewaySettingsFile
{
    // A site has some thousands of hosts; each name is kept in memory.
    private const int MostTargets = 10_000;

    // A forest has some tens.
    private const int MostRealms = 1000;

    // Two sockets each: more than Linux gives a process at most (fs.nr_open) is a mistake.
    private const int MostSessions = 1 << 19;

    /// <summary>Reads it over the defaults.</summary>
    /// <param name="s">The section.</param>
    /// <param name="otherwise">The defaults.</param>
    /// <param name="hasKeytab">True if the gate has keys in a realm.</param>
    public static GatewaySettings Read(SettingsSection s, GatewaySettings otherwise, bool hasKeytab)
    {
        var targets = s.Sections("targets", Target, MostTargets);
        var realms = s.Sections("kdc-proxy", Realm, MostRealms);
        var settings = otherwise with
        {
            KdcRealms = realms?.ToImmutableArray() ?? otherwise.KdcRealms,
            Networks = s.Values<AddressRange>("networks", SettingValues.Range) is { } networks ? new([.. networks]) : otherwise.Networks,
            LabNetworks = s.Values<AddressRange>("lab-networks", SettingValues.Range) is { } lab ? new([.. lab]) : otherwise.LabNetworks,
            Nat = s.Values<AddressRange>("nat", SettingValues.Range) is { } nat ? new([.. nat]) : otherwise.Nat,
            Sessions = s.Number("sessions", otherwise.Sessions, 1, MostSessions),
            SessionsPerAccount = s.Number("sessions-per-account", otherwise.SessionsPerAccount, 1, MostSessions),
            IdleTimeout = s.Time("idle-timeout", otherwise.IdleTimeout, TimeSpan.FromSeconds(10), TimeSpan.FromDays(7)),
            ConnectTimeout = s.Time("connect-timeout", otherwise.ConnectTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2)),
            KeepRecordings = s.Time("keep-recordings", otherwise.KeepRecordings, TimeSpan.FromDays(1), TimeSpan.FromDays(3650)),
            MinFreeSpace = s.Value("min-free-space", SettingValues.Size, otherwise.MinFreeSpace),
            RecordingReaders = s.Values<string>("recording-readers", Reader)?.ToImmutableArray() ?? otherwise.RecordingReaders,
            Domain = s.Value<string?>("domain", Domain, otherwise.Domain),
            Transition = TransitionOf(s) ?? otherwise.Transition,
            Targets = targets?.ToImmutableArray() ?? otherwise.Targets,
        };
        foreach (var target in settings.Targets)
        {
            if (target.IsDelegated && !hasKeytab)
                s.Refuse($"as: of the target {target.Name} needs logon: keytab, with the key of HTTP/ and the gate's name");
            if (target.As == TargetIdentity.Transition && settings.Transition is null)
                s.Refuse($"as: transition of the target {target.Name} needs protocol-transition: with realm and service");
        }
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var target in settings.Targets)
        {
            foreach (var name in target.Names)
                if (!names.TryAdd(name, target.Name)) s.Refuse($"'{name}' is a name of two targets, {names[name]} and {target.Name}");
        }
        // A client that ignores the address of a tower finds one host there, not two.
        foreach (var shared in settings.Targets.Where(target => target.Outer is not null).GroupBy(target => target.Outer))
        {
            if (shared.Skip(1).FirstOrDefault() is { } second)
                s.Refuse($"{shared.Key} is the outer address of two targets, {shared.First().Name} and {second.Name}");
        }
        return settings;
    }

    private static GatewayTarget Target(SettingsSection s)
    {
        var (wsman, isBridged) = s.Value<(Uri?, bool)>("wsman", WsMan, default);
        var target = new GatewayTarget
        {
            Name = s.Value("name", SettingValues.HostName, ""),
            Address = s.Value("address", SettingValues.HostName, ""),
            Aliases = s.Values<string>("aliases", SettingValues.HostName)?.ToImmutableArray() ?? [],
            Ports = s.Values<PortRange>("ports", SettingValues.Ports)?.ToImmutableArray() ?? [],
            WsMan = wsman,
            IsWsManBridged = isBridged,
            Fingerprint = s.Value<string?>("fingerprint", Fingerprint, null),
            Rpc = s.Word("rpc", "off", "off", "follow", "terminate", "bridge") switch
            {
                "follow" => RpcMode.Follow,
                "terminate" => RpcMode.Terminate,
                "bridge" => RpcMode.Bridge,
                _ => RpcMode.Off,
            },
            RpcInterfaces = s.Values<RpcInterface>("rpc-interfaces", Interface)?.ToImmutableArray() ?? [],
            RpcLevel = s.Value("rpc-level", Level, ProtectionLevel.Privacy),
            RpcNtlm = s.Flag("rpc-ntlm", false),
            Outer = s.Value<System.Net.IPAddress?>("outer", OuterAddress, null),
            WithoutLogon = s.Flag("rpc-without-logon", false),
            IsRecorded = s.Flag("record", true),
        };
        var (identity, vault) = s.Value<(TargetIdentity, string?)>("as", Identity, (TargetIdentity.Caller, null));
        target = target with { As = identity, Vault = vault };
        if (target.Name.Length == 0) s.Refuse("a target needs a name");
        if (target.Address.Length == 0) s.Refuse($"the target {target.Name} needs an address");
        if (target.Ports.IsEmpty) s.Refuse($"the target {target.Name} needs ports, such as [135, 5986, 49152-65535]");
        if (target.WsMan is { } url && (!target.Names.Contains(url.Host, StringComparer.OrdinalIgnoreCase) || !target.HasPort(url.Port)))
            s.Refuse($"wsman: {url} is not at a name and a port of the target {target.Name}");
        if (target is { Fingerprint: not null, WsMan: not { Scheme: "https" } })
            s.Refuse($"the fingerprint of the target {target.Name} needs wsman: https://…");
        if (target is { As: not TargetIdentity.Caller, WsMan: null, IsWsManBridged: false }
            && (target.IsDelegated || target.Rpc != RpcMode.Terminate))
            s.Refuse($"as: the target {target.Name} needs wsman: https://…, where the gate logs on");
        if (target is { IsDelegated: true, WsMan: { HostNameType: not UriHostNameType.Dns } literal })
            s.Refuse($"as: the target {target.Name} needs wsman: with its name, not {literal.Host}: tickets are for names");
        RefuseBridge(s, target);
        RefuseRpc(s, target);
        return target;
    }

    // What one protocol is outside, the other is inside: the target must have that one, and the gate a logon for it.
    private static void RefuseBridge(SettingsSection s, GatewayTarget target)
    {
        var name = target.Name;
        if (target.IsWsManBridged && target.Vault is null) s.Refuse($"wsman: bridge of the target {name} needs as: vault NAME");
        if (target.IsWsManBridged && !target.HasPort(135)) s.Refuse($"wsman: bridge of the target {name} needs port 135 among its ports");
        if (target.IsWsManBridged && target.Rpc == RpcMode.Bridge)
            s.Refuse($"wsman: bridge and rpc: bridge of the target {name} need each other's protocol at the target; set one of them");
        if (target.Rpc == RpcMode.Bridge && target.Vault is null) s.Refuse($"rpc: bridge of the target {name} needs as: vault NAME");
        if (target is { Rpc: RpcMode.Bridge, WsMan: null, IsWsManBridged: false })
            s.Refuse($"rpc: bridge of the target {name} needs wsman: https://…, where the gate asks it");
    }

    private static void RefuseRpc(SettingsSection s, GatewayTarget target)
    {
        var name = target.Name;
        if (target is { Rpc: not RpcMode.Off, Outer: null })
            s.Refuse($"rpc: of the target {name} needs outer: an address of the gate for this target alone");
        if (target is { Rpc: RpcMode.Off, Outer: not null })
            s.Refuse($"outer: of the target {name} needs rpc: follow, terminate or bridge");
        if (target.Rpc is RpcMode.Follow or RpcMode.Terminate && !target.HasPort(135))
            s.Refuse($"rpc: of the target {name} needs port 135 among its ports");
        if (target is { Rpc: not RpcMode.Follow, WithoutLogon: true })
            s.Refuse($"rpc-without-logon: of the target {name} needs rpc: follow");
        if (target.Rpc == RpcMode.Terminate)
        {
            if (target.Vault is null) s.Refuse($"rpc: terminate of the target {name} needs as: vault NAME");
            if (target.RpcInterfaces.IsEmpty) s.Refuse($"rpc: terminate of the target {name} needs rpc-interfaces, such as [samr, lsarpc]");
        }
        else if (!target.RpcInterfaces.IsEmpty) s.Refuse($"rpc-interfaces of the target {name} need rpc: terminate");
        else if (!target.IsWsManBridged && (target.RpcNtlm || target.RpcLevel != ProtectionLevel.Privacy))
            s.Refuse($"rpc-level and rpc-ntlm of the target {name} need rpc: terminate or wsman: bridge");
    }

    // What clients cannot find in the map of the gate's mapper, they do not call: names, versions and operations are the catalogue's.
    private static bool Interface(string text, out RpcInterface value, out string? reason)
    {
        var found = InterfaceCatalogue.Find(text);
        value = found.Count > 0 ? found[0] : null!;
        reason = found.Count == 0 ? $"unknown interface \"{text}\"; names are those of policies (docs/policy.md)"
            // [MS-NRPC] 3.1: its secure channel is made with the key of the caller's own machine.
            // DCOM's interfaces end at the gate together, and are served anew.
            : found[0].Name != "IWbemServices" && DcomInterfaces.Contains(found[0].Name)
            ? $"{found[0].Name} cannot end at the gate alone; IWbemServices stands for DCOM and WMI"
            : found[0].Name is "netlogon" or "epmapper" ? $"{found[0].Name} cannot end at the gate; use rpc: follow"
            : null;
        return reason is null;
    }

    private static readonly HashSet<string> DcomInterfaces = new(StringComparer.OrdinalIgnoreCase)
    {
        "IObjectExporter", "IActivation", "IRemoteActivation", "IRemoteSCMActivator", "IRemUnknown", "IRemUnknown2", "IClassFactory",
        "IUnknown", "IWbemLevel1Login", "IWbemLoginClientID", "IEnumWbemClassObject", "IWbemFetchSmartEnum", "IWbemWCOSmartEnum",
        "IWbemCallResult",
    };

    // "bridge": the target has WMI only.
    private static bool WsMan(string text, out (Uri? Url, bool IsBridged) value, out string? reason)
    {
        if (text == "bridge")
        {
            (value, reason) = ((null, true), null);
            return true;
        }
        var isUrl = SettingValues.Url("http", "https")(text, out var url, out reason);
        value = (url, false);
        return isUrl;
    }

    private static bool Level(string text, out ProtectionLevel value, out string? reason)
    {
        reason = Enum.TryParse(text, ignoreCase: true, out value) && value is ProtectionLevel.Privacy or ProtectionLevel.Integrity
            ? null
            : $"'{text}' is none of: privacy, integrity";
        return reason is null;
    }

    // "caller" is the way of CONNECT: the caller logs on at the target itself.
    private static bool Identity(string text, out (TargetIdentity As, string? Vault) value, out string? reason)
    {
        (value, reason) = text.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["caller"] => ((TargetIdentity.Caller, (string?)null), (string?)null),
            ["delegate"] => ((TargetIdentity.Delegate, null), null),
            ["transition"] => ((TargetIdentity.Transition, null), null),
            ["vault", var name] => ((TargetIdentity.Vault, name), null),
            _ => ((TargetIdentity.Caller, null), $"'{text}' is none of: delegate, vault NAME, transition, caller"),
        };
        return reason is null;
    }

    private static TransitionSettings? TransitionOf(SettingsSection s)
    {
        TransitionSettings? read = null;
        s.Section("protocol-transition", inner =>
        {
            var realm = inner.Value("realm", SettingValues.HostName, "");
            var service = inner.Value("service", Service, "");
            if (realm.Length == 0) inner.Refuse("protocol-transition: needs a realm, whose users callers are");
            if (service.Length == 0) inner.Refuse("protocol-transition: needs a service, such as HTTP/gate.example.org@EXAMPLE.ORG");
            read = new(realm, service);
        });
        return read;
    }

    // The account of the gate in the realm; MIT Kerberos looks for its keys by this name.
    private static bool Service(string text, out string value, out string? reason)
    {
        value = text;
        var isService = text.Split('/') is ["HTTP", var rest] && rest.Split('@') is [{ Length: > 0 }, { Length: > 0 }];
        reason = isService ? null : $"'{text}' is not the name of a service with its realm, such as HTTP/gate.example.org@EXAMPLE.ORG";
        return isService;
    }

    private static bool Reader(string text, out string value, out string? reason)
    {
        value = text;
        reason = AccountPatterns.IsEntry(text) ? null : $"'{text}' is none of: {AccountPatterns.Expected}";
        return reason is null;
    }

    private static KdcRealm Realm(SettingsSection s)
    {
        var realm = new KdcRealm
        {
            Realm = s.Value("realm", SettingValues.HostName, ""),
            Addresses = s.Values<System.Net.IPAddress>("kdcs", SettingValues.Address)?.ToImmutableArray() ?? [],
        };
        if (realm.Realm.Length == 0) s.Refuse("kdc-proxy: an entry needs a realm");
        if (realm.Addresses.IsEmpty) s.Refuse($"kdc-proxy: the realm {realm.Realm} needs kdcs, a list of addresses");
        return realm;
    }

    private static bool OuterAddress(string text, out System.Net.IPAddress? value, out string? reason)
    {
        var isAddress = SettingValues.Address(text, out var address, out reason);
        value = address;
        if (!isAddress || !(address.Equals(System.Net.IPAddress.Any) || address.Equals(System.Net.IPAddress.IPv6Any))) return isAddress;
        reason = $"'{text}' is every address: a target needs one of its own";
        return false;
    }

    private static bool Domain(string text, out string? value, out string? reason)
    {
        var isName = SettingValues.HostName(text, out var name, out reason);
        value = name.Trim('.').Length > 0 ? name.Trim('.') : null;
        return isName;
    }

    private static bool Fingerprint(string text, out string? value, out string? reason)
    {
        value = text.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
        // SHA-256 in hexadecimal digits.
        reason = value.Length == 64 && value.All(char.IsAsciiHexDigit)
            ? null
            : $"'{text}' is not a SHA-256 fingerprint: 64 hexadecimal digits";
        return reason is null;
    }
}
