namespace Sekimori.WsMan.Operations;

/// <summary>What winrm/config holds, in the order in which it is written ([MS-WSMV] 2.2.4.10, 2.2.4.34, 2.2.4.36, 2.2.4.42).</summary>
internal static class ConfigTable
{
    // Windows keeps these without obeying them, and refuses to change them ([MS-WSMV] appendix B, notes 11, 18 and 30).
    private const string Unlimited = "4294967295", LongestRunTime = "2147483647";

    /// <summary>Sections: path, element, and the section that each is in.</summary>
    public static readonly (string Path, string Element, string Parent)[] Sections =
    [
        ("", "Config", ""), ("service", "Service", ""), ("service/auth", "Auth", "service"),
        ("service/defaultports", "DefaultPorts", "service"), ("winrs", "Winrs", ""),
    ];

    /// <summary>Settings.</summary>
    public static readonly ConfigSetting[] Settings =
    [
        // An envelope is held in memory whole, for each request: 32 MB is far beyond what any client sends.
        ConfigSetting.Number("", "MaxEnvelopeSizekb", 32, 32_768, s => s.MaxEnvelopeSizeKb, (s, v) => s with { MaxEnvelopeSizeKb = v }),
        ConfigSetting.Number("", "MaxTimeoutms", 500, int.MaxValue, s => s.MaxTimeoutMs, (s, v) => s with { MaxTimeoutMs = v }),
        ConfigSetting.Number("", "MaxBatchItems", 1, int.MaxValue, s => s.MaxBatchItems, (s, v) => s with { MaxBatchItems = v }),
        ConfigSetting.Fixed("", "MaxProviderRequests", Unlimited),
        ConfigSetting.Fixed("service", "MaxConcurrentOperations", Unlimited),
        ConfigSetting.Number("service", "MaxConcurrentOperationsPerUser", 1, int.MaxValue, s => s.MaxConcurrentOperationsPerUser, (s, v) =>
            s with { MaxConcurrentOperationsPerUser = v }),
        ConfigSetting.Number("service", "EnumerationTimeoutms", 500, int.MaxValue, s => s.EnumerationTimeoutMs, (s, v) =>
            s with { EnumerationTimeoutMs = v }),
        ConfigSetting.Number("service", "MaxConnections", 1, 1_000_000, s => s.MaxConnections, (s, v) => s with { MaxConnections = v }),
        ConfigSetting.Number("service", "MaxPacketRetrievalTimeSeconds", 1, 86_400, s => s.MaxPacketRetrievalTimeSeconds, (s, v) =>
            s with { MaxPacketRetrievalTimeSeconds = v }),
        ConfigSetting.Flag("service", "AllowUnencrypted", s => s.AllowUnencrypted, (s, v) => s with { AllowUnencrypted = v }),
        ConfigSetting.Flag("service/auth", "Basic", s => s.Basic, (s, v) => s with { Basic = v }),
        ConfigSetting.Flag("service/auth", "Kerberos", s => s.Kerberos, (s, v) => s with { Kerberos = v }),
        ConfigSetting.Flag("service/auth", "Negotiate", s => s.Negotiate, (s, v) => s with { Negotiate = v }),
        ConfigSetting.Flag("service/auth", "Certificate", s => s.Certificate, (s, v) => s with { Certificate = v }),
        ConfigSetting.Flag("service/auth", "CredSSP", s => s.CredSsp, (s, v) => s with { CredSsp = v }),
        ConfigSetting.Choice("service/auth", "CbtHardeningLevel", ["None", "Relaxed", "Strict"], s => s.CbtHardeningLevel, (s, v) =>
            s with { CbtHardeningLevel = v }),
        ConfigSetting.Fixed("service/defaultports", "HTTP", "5985"),
        ConfigSetting.Fixed("service/defaultports", "HTTPS", "5986"),
        ConfigSetting.Flag("winrs", "AllowRemoteShellAccess", s => s.AllowRemoteShellAccess, (s, v) =>
            s with { AllowRemoteShellAccess = v }),
        ConfigSetting.Number("winrs", "IdleTimeout", 0, int.MaxValue, s => s.ShellIdleTimeoutMs, (s, v) =>
            s with { ShellIdleTimeoutMs = v }),
        ConfigSetting.Number("winrs", "MaxConcurrentUsers", 1, 100_000, s => s.MaxConcurrentUsers, (s, v) =>
            s with { MaxConcurrentUsers = v }),
        ConfigSetting.Fixed("winrs", "MaxShellRunTime", LongestRunTime),
        ConfigSetting.Number("winrs", "MaxProcessesPerShell", 0, int.MaxValue, s => s.MaxProcessesPerShell, (s, v) =>
            s with { MaxProcessesPerShell = v }),
        ConfigSetting.Number("winrs", "MaxMemoryPerShellMB", 0, int.MaxValue, s => s.MaxMemoryPerShellMb, (s, v) =>
            s with { MaxMemoryPerShellMb = v }),
        ConfigSetting.Number("winrs", "MaxShellsPerUser", 0, int.MaxValue, s => s.MaxShellsPerUser, (s, v) =>
            s with { MaxShellsPerUser = v }),
    ];
}
