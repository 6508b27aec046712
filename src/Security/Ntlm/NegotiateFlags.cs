namespace Sekimori.Security.Ntlm;

/// <summary>NEGOTIATE, the options that both sides agree on ([MS-NLMP] 2.2.2.5).</summary>
[Flags]
internal enum NegotiateFlags : uint
{
    /// <summary>No option.</summary>
    None = 0,

    /// <summary>A: names are UTF-16.</summary>
    Unicode = 0x0000_0001,

    /// <summary>B: names are in the OEM character set.</summary>
    Oem = 0x0000_0002,

    /// <summary>C: the challenge names its target.</summary>
    RequestTarget = 0x0000_0004,

    /// <summary>D: messages can be signed.</summary>
    Sign = 0x0000_0010,

    /// <summary>E: messages can be sealed.</summary>
    Seal = 0x0000_0020,

    /// <summary>F: connectionless.</summary>
    Datagram = 0x0000_0040,

    /// <summary>G: session keys made from the LM hash.</summary>
    LmKey = 0x0000_0080,

    /// <summary>H: always set.</summary>
    Ntlm = 0x0000_0200,

    /// <summary>J: an anonymous logon.</summary>
    Anonymous = 0x0000_0800,

    /// <summary>K: the first message names the client's domain.</summary>
    OemDomainSupplied = 0x0000_1000,

    /// <summary>L: the first message names the client's workstation.</summary>
    OemWorkstationSupplied = 0x0000_2000,

    /// <summary>M: a session key is created even if nothing is signed.</summary>
    AlwaysSign = 0x0000_8000,

    /// <summary>N: the target's name is a domain's.</summary>
    TargetTypeDomain = 0x0001_0000,

    /// <summary>O: the target's name is a server's.</summary>
    TargetTypeServer = 0x0002_0000,

    /// <summary>P: extended session security, what NTLMv2's keys need.</summary>
    ExtendedSessionSecurity = 0x0008_0000,

    /// <summary>Q: an identify-level token is enough.</summary>
    Identify = 0x0010_0000,

    /// <summary>R: session keys made from the LM hash, another way.</summary>
    RequestNonNtSessionKey = 0x0040_0000,

    /// <summary>S: the challenge has target information.</summary>
    TargetInfo = 0x0080_0000,

    /// <summary>T: messages have a version.</summary>
    Version = 0x0200_0000,

    /// <summary>U: keys of 128 bits.</summary>
    Key128 = 0x2000_0000,

    /// <summary>V: the session key is random, and sent encrypted.</summary>
    KeyExchange = 0x4000_0000,

    /// <summary>W: keys of 56 bits.</summary>
    Key56 = 0x8000_0000,
}
