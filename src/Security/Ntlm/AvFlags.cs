namespace Sekimori.Security.Ntlm;

/// <summary>MsvAvFlags ([MS-NLMP] 2.2.2.1).</summary>
[Flags]
internal enum AvFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The account is constrained.</summary>
    Constrained = 1,

    /// <summary>The client's last message has an integrity code.</summary>
    MessageIntegrity = 2,

    /// <summary>The target's name came from an untrusted source.</summary>
    UntrustedTarget = 4,
}
