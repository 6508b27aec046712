using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sekimori.App.Settings;
using Sekimori.Gate.Settings;
using Sekimori.Guard;
using Sekimori.Guard.Connect;
using Sekimori.Rpc.Association;
using Sekimori.Security.Ntlm;
using Sekimori.WsMan.Operations;

namespace Sekimori.App.Serve;

/// <summary>The settings file of `sekimori serve`. The README has a sample of all of it, and a test reads that sample.</summary>
internal static class ServeSettingsFile
{
    // What an authenticated peer may make us hold for one request; more belongs into another protocol.
    private const int MostMemory = 1 << 30;

    // [MS-WSMV] 2.2.4.42.
    private const long MostShellMemory = (long)int.MaxValue << 20;

    /// <summary>Reads the file over the defaults.</summary>
    /// <exception cref="SettingsException">It contains an invalid value.</exception>
    public static GateSettings Read(MapNode document, string file) => Read(document, file, new GateSettings());

    /// <summary>Reads the file over other defaults.</summary>
    /// <exception cref="SettingsException">It contains an invalid value.</exception>
    public static GateSettings Read(MapNode document, string file, GateSettings settings)
    {
        var root = new SettingsSection(document, file);
        settings = settings with
        {
            Addresses = root.Values<System.Net.IPAddress>("address", SettingValues.Address)?.ToImmutableArray() ?? settings.Addresses,
            Allow = root.Values<AddressRange>("allow", SettingValues.Range) is { } ranges ? new AddressList([.. ranges]) : settings.Allow,
            Data = Full(root.Text("data"), file),
            Keeper = Full(root.Text("keeper"), file),
        };
        root.Section("rpc", s => settings = settings with { Rpc = Rpc(s, settings.Rpc, file) });
        root.Section("wsman", s => settings = settings with
        {
            WsManPorts = Ports(s, settings.WsManPorts),
            WsMan = WsMan(s, settings.WsMan),
            CompatibleTls = s.Word("tls", settings.CompatibleTls ? "compatible" : "secure", "secure", "compatible") == "compatible",
        });
        root.Section("certificate", s => settings = settings with { Certificate = Certificate(s, file) });
        root.Section("shells", s => settings = settings with
        {
            WsMan = Shells(s, settings.WsMan),
            TrustOperators = s.Flag("trust-operators", settings.TrustOperators),
            Commands = s.Texts("commands")?.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase) ?? settings.Commands,
        });
        root.Section("wmi", s => settings = settings with
        {
            IsWmiEnabled = s.Flag("enabled", settings.IsWmiEnabled),
            StoreConsumers = s.Flag("store-consumers", settings.StoreConsumers),
        });
        root.Section("secrets", s => settings = settings with { Secrets = Secrets(s, file) });
        root.Section("logon", s => settings = settings with { Logon = Logon(s, settings.Logon, file) });
        settings = settings with { Guard = GuardSettingsFile.Read(root, settings.Guard, path => Full(path, file)) };
        root.Section("limits", s => settings = settings with { Limits = LimitSettingsFile.Read(s, settings.Limits) });
        root.Section("gateway",
            s => settings = settings with { Gateway = GatewaySettingsFile.Read(s, settings.Gateway, settings.Logon.Keytab is not null) });
        root.Section("log", s => settings = settings with { Log = Log(s, settings.Log) });
        root.End();
        return settings;
    }

    private static RpcSettings Rpc(SettingsSection s, RpcSettings otherwise, string file)
    {
        var dcom = otherwise.Dcom;
        s.Section("dcom", inner => dcom = new()
        {
            IsEnabled = inner.Flag("enabled", dcom.IsEnabled),
            OldClients = inner.Values<AddressRange>("old-clients", SettingValues.Range)?.ToImmutableArray() switch
            {
                null => dcom.OldClients,
                [] => AddressList.Nobody,
                { } old => new AddressList(old),
            },
            PublishedNames = inner.Values<string>("published-names", SettingValues.HostName)?.ToImmutableArray() ?? dcom.PublishedNames,
            PublishedAddresses = inner.Values<System.Net.IPAddress>("published-addresses", SettingValues.Address)?.ToImmutableArray()
                ?? dcom.PublishedAddresses,
        });
        return Rpc(s, otherwise, file, dcom);
    }

    private static RpcSettings Rpc(SettingsSection s, RpcSettings otherwise, string file, DcomSettings dcom) => new()
    {
        Dcom = dcom,
        Port = s.Value("port", SettingValues.PortOrOff, otherwise.Port),
        DynamicPort = s.Value("dynamic-port", SettingValues.Ports, otherwise.DynamicPort),
        MaxFragment = (int)s.Size("max-fragment", otherwise.MaxFragment, 2048, 65535), // RpcServerLimits.MaxFragment says why.
        MaxRequest = (int)s.Size("max-request", otherwise.MaxRequest, 65536, MostMemory),
        MaxAnonymousRequest = (int)s.Size("max-anonymous-request", otherwise.MaxAnonymousRequest, 4096, MostMemory),
        Generation = s.Word("answer-as", otherwise.Generation == WindowsGeneration.Server2022 ? "2022" : "2012-r2", "2012-r2",
            "2022") == "2022" ? WindowsGeneration.Server2022 : WindowsGeneration.Server2012R2,
        Socket = s.Text("socket") is var socket && socket == "off" ? "" : Full(socket, file),
        LeastLevel = s.Value("least-level", RpcLevels.Level, otherwise.LeastLevel),
        LeastLevels = s.Pairs<Guid, ProtectionLevel>("least-levels", RpcLevels.Interface, RpcLevels.Level)?.ToImmutableDictionary()
            ?? otherwise.LeastLevels,
    };

    private static WsManPorts Ports(SettingsSection s, WsManPorts otherwise) => new()
    {
        Http = s.Value("http-port", SettingValues.PortOrOff, otherwise.Http),
        Https = s.Value("https-port", SettingValues.PortOrOff, otherwise.Https),
    };

    private static WsManSettings WsMan(SettingsSection s, WsManSettings otherwise) =>
        WsManSchemes.Apply(otherwise, s.Values<string>("auth", WsManSchemes.Parse)) with
        {
            CbtHardeningLevel = s.Word("channel-binding", otherwise.CbtHardeningLevel.ToLowerInvariant(), "none", "relaxed",
                "strict") switch
            {
                "none" => "None",
                "strict" => "Strict",
                _ => "Relaxed",
            },
            AllowUnencrypted = s.Flag("allow-unencrypted", otherwise.AllowUnencrypted),
            AnonymousIdentify = s.Flag("identify-without-authentication", otherwise.AnonymousIdentify),
            // [MS-WSMV] 2.2.4.10: 32 at least.
            MaxEnvelopeSizeKb = (int)(s.Size("max-envelope", otherwise.MaxEnvelopeSizeKb * 1024, 32 * 1024, MostMemory) / 1024),
            MaxTimeoutMs =
            Milliseconds(
            s.Time("max-timeout", TimeSpan.FromMilliseconds(otherwise.MaxTimeoutMs), TimeSpan.FromMilliseconds(500), TimeSpan.FromDays(1))),
            MaxConcurrentOperationsPerUser = s.Number("max-operations-per-user", otherwise.MaxConcurrentOperationsPerUser, 1, 100_000),
            MaxConnections = s.Number("max-connections", otherwise.MaxConnections, 1, 100_000),
        };

    private static CertificateSettings Certificate(SettingsSection s, string file)
    {
        var certificate = new CertificateSettings
        {
            File = Full(s.Text("file"), file), KeyFile = Full(s.Text("key-file"), file), PasswordFile = Full(s.Text("password-file"), file)
        };
        if (certificate.File is null && certificate != new CertificateSettings())
            s.Refuse("certificate: key-file and password-file require a file");
        return certificate;
    }

    private static WsManSettings Shells(SettingsSection s, WsManSettings otherwise) => otherwise with
    {
        AllowRemoteShellAccess = s.Flag("allow", otherwise.AllowRemoteShellAccess),
        MaxConcurrentUsers = s.Number("max-users", otherwise.MaxConcurrentUsers, 1, 100),
        MaxShellsPerUser = s.Number("max-per-user", otherwise.MaxShellsPerUser, 0, 10_000),
        MaxProcessesPerShell = s.Number("max-processes", otherwise.MaxProcessesPerShell, 0, 10_000),
        // [MS-WSMV] 2.2.4.42: 0 is not a limit.
        MaxMemoryPerShellMb = (int)(s.Size("max-memory", otherwise.MaxMemoryPerShellMb * 1024L * 1024, 0, MostShellMemory) / (1024 * 1024)),
        ShellIdleTimeoutMs = Milliseconds(
            s.Time("idle-timeout", TimeSpan.FromMilliseconds(otherwise.ShellIdleTimeoutMs), TimeSpan.FromSeconds(60),
            TimeSpan.FromDays(20))),
    };

    private static SecretSettings Secrets(SettingsSection s, string file)
    {
        var secrets = new SecretSettings
        {
            CertificateFile = Full(s.Text("certificate-file"), file),
            PasswordFile = Full(s.Text("password-file"), file),
            SystemdCredential = s.Text("systemd-credential"),
        };
        if (secrets is { CertificateFile: not null, SystemdCredential: not null })
            s.Refuse("secrets: specify either certificate-file or systemd-credential");
        if (secrets is { CertificateFile: null, PasswordFile: not null })
            s.Refuse("secrets: password-file requires a certificate-file");
        return secrets;
    }

    private static LogonSettings Logon(SettingsSection s, LogonSettings otherwise, string file) => new()
    {
        Domain = s.Text("domain"),
        TakesUnknownDomains = s.Value("unknown-domains", SettingValues.LocalOrRefused, otherwise.TakesUnknownDomains),
        TargetName = Enum.Parse<TargetNameMode>(
            s.Word("target-name", otherwise.TargetName.ToString().ToLowerInvariant(), "off", "relaxed", "strict"), ignoreCase: true),
        PublishedNames = s.Values<string>("published-names", SettingValues.HostName)?.ToImmutableArray() ?? otherwise.PublishedNames,
        RequireMic = s.Flag("require-mic", otherwise.RequireMic),
        Keytab = Full(s.Text("keytab"), file),
        ClientAuthorities = Full(s.Text("client-authorities"), file),
        ClientRevocation = s.Word("client-revocation", "required", "required", "where-known", "off") switch
        {
            "off" => ClientRevocation.Off,
            "where-known" => ClientRevocation.WhereKnown,
            _ => ClientRevocation.Required,
        },
        LockAfter = s.Number("lock-after", otherwise.LockAfter, 0, 1000),
        LockFor = s.Time("lock-for", otherwise.LockFor, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30)),
    };

    private static LogSettings Log(SettingsSection s, LogSettings otherwise) => new()
    {
        Json = s.Word("format", otherwise.Json ? "json" : "text", "text", "json") == "json",
        Level =
            Enum.Parse<LogLevel>(s.Word("level", otherwise.Level.ToString().ToLowerInvariant(), "debug", "information", "warning", "error"),
            ignoreCase: true),
    };

    private static int Milliseconds(TimeSpan time) => (int)time.TotalMilliseconds;

    // A path in the file is seen from the file, wherever the server is started.
    private static string? Full(string? path, string file) =>
        path is null ? null : Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(file))!);
}
