namespace Sekimori.TestKit;

/// <summary>The one thing that is wrong with a host of a <see cref="LoopbackFleet"/>: host i has number i % 100.</summary>
public enum PlantedFault
{
    /// <summary>Basic over HTTP: W01.</summary>
    Basic,

    /// <summary>Digest over HTTP: W04.</summary>
    Digest,

    /// <summary>CredSSP: W05.</summary>
    CredSsp,

    /// <summary>Answers without a logon: W06.</summary>
    NoLogon,

    /// <summary>Identify gives a version: W07.</summary>
    Identify,

    /// <summary>An old Open Management Infrastructure, whose Identify gives a version too: W08 and W07.</summary>
    Omi,

    /// <summary>TLS 1.0: T01.</summary>
    OldTls,

    /// <summary>RC4: T02.</summary>
    Rc4,

    /// <summary>A certificate that has ended: T04.</summary>
    Expired,

    /// <summary>A key of 1,024 bits: T06.</summary>
    WeakKey,

    /// <summary>ept_insert reaches its decoder: R02.</summary>
    MapperWrite,

    /// <summary>Nothing.</summary>
    None,
}
