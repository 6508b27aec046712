namespace Sekimori.WsMan.Operations;

/// <summary>
/// The settings that winrm/config shows and changes ([MS-WSMV] 2.2.4.10, 2.2.4.36, 2.2.4.42), with the defaults of Windows. Immutable: a
/// change is a new record.
/// </summary>
public sealed record WsManSettings
{
    /// <summary>MaxEnvelopeSizekb: the largest envelope accepted and sent, in KiB.</summary>
    public int MaxEnvelopeSizeKb { get; init; } = 500;

    /// <summary>MaxTimeoutms: how long an operation may wait, whatever OperationTimeout the client asks for.</summary>
    public int MaxTimeoutMs { get; init; } = 60_000;

    /// <summary>MaxBatchItems: how many items one reply to a Pull may hold.</summary>
    public int MaxBatchItems { get; init; } = 32_000;

    /// <summary>MaxConcurrentOperationsPerUser: open enumerations and commands of one account.</summary>
    public int MaxConcurrentOperationsPerUser { get; init; } = 1_500;

    /// <summary>
    /// Open enumerations of all accounts together. Not a setting of Windows; each costs up to 4 KB and one instance, so this bounds what
    /// abandoned ones hold.
    /// </summary>
    public int MaxEnumerations { get; init; } = 10_000;

    /// <summary>EnumerationTimeoutms: how long an enumeration is kept that nobody pulls from.</summary>
    public int EnumerationTimeoutMs { get; init; } = 240_000;

    /// <summary>MaxConnections: connections of all clients together.</summary>
    public int MaxConnections { get; init; } = 5_000;

    /// <summary>MaxPacketRetrievalTimeSeconds: the time limit for a request to arrive.</summary>
    public int MaxPacketRetrievalTimeSeconds { get; init; } = 120;

    /// <summary>
    /// AllowUnencrypted: whether messages are served that neither TLS nor message encryption protects. Off unless somebody insists.
    /// </summary>
    public bool AllowUnencrypted { get; init; }

    /// <summary>Auth/Basic.</summary>
    public bool Basic { get; init; } = true;

    /// <summary>Auth/Negotiate: NTLM and Kerberos, by SPNEGO or bare.</summary>
    public bool Negotiate { get; init; } = true;

    /// <summary>Auth/Kerberos: the scheme by itself.</summary>
    public bool Kerberos { get; init; } = true;

    /// <summary>
    /// Auth/Certificate: client certificates mapped to accounts. Off by default ([MS-WSMV] 2.2.4.34): with it, each TLS handshake asks for
    /// one.
    /// </summary>
    public bool Certificate { get; init; }

    /// <summary>Auth/CredSSP: its clients hand their password over. Off by default.</summary>
    public bool CredSsp { get; init; }

    /// <summary>Digest, which Windows has on the client's side only. Off by default.</summary>
    public bool Digest { get; init; }

    /// <summary>Auth/CbtHardeningLevel: None, Relaxed or Strict.</summary>
    public string CbtHardeningLevel { get; init; } = "Relaxed";

    /// <summary>Whether Identify is answered to callers that have not authenticated, without saying which system this is.</summary>
    public bool AnonymousIdentify { get; init; } = true;

    /// <summary>AllowRemoteShellAccess.</summary>
    public bool AllowRemoteShellAccess { get; init; } = true;

    /// <summary>IdleTimeout of shells, in milliseconds: also the most that a client may ask for. Less than a second is a second.</summary>
    public int ShellIdleTimeoutMs { get; init; } = 7_200_000;

    /// <summary>MaxConcurrentUsers: accounts that have shells at a time.</summary>
    public int MaxConcurrentUsers { get; init; } = 10;

    /// <summary>MaxProcessesPerShell: processes of one shell at a time; 0 for any number.</summary>
    public int MaxProcessesPerShell { get; init; } = 25;

    /// <summary>
    /// MaxMemoryPerShellMB: memory of all processes of one shell, in MiB, beyond which the shell is ended; 0 for as much as there is.
    /// </summary>
    public int MaxMemoryPerShellMb { get; init; } = 1_024;

    /// <summary>MaxShellsPerUser; 0 for any number.</summary>
    public int MaxShellsPerUser { get; init; } = 30;
}
