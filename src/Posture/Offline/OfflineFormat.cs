namespace Sekimori.Posture.Offline;

/// <summary>The files that are read.</summary>
internal enum OfflineFormat
{
    /// <summary>None of them.</summary>
    Unknown,

    /// <summary>registry.pol of a group policy ([MS-GPREG] 2.2.1).</summary>
    RegistryPolicy,

    /// <summary>GptTmpl.inf, or an export of secedit ([MS-GPSB] 2.2).</summary>
    SecurityTemplate,

    /// <summary>The output of `winrm get winrm/config`.</summary>
    WinRmConfig,

    /// <summary>A .reg file.</summary>
    RegistryFile,

    /// <summary>The output of `netsh rpc filter show filter`.</summary>
    RpcFilters,

    /// <summary>A bundle of `audit collect-script`.</summary>
    Bundle,
}
