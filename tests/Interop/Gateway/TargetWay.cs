namespace Sekimori.Interop.Gateway;

/// <summary>How a caller names a target.</summary>
public enum TargetWay
{
    /// <summary>The path /to/web1/wsman.</summary>
    Path,

    /// <summary>The host name web1.gate.lab.test.</summary>
    Host,

    /// <summary>The end of the user's name: alice+web1.</summary>
    User,

    /// <summary>CONNECT: the gate is a proxy over TLS, and the logon is one at the target.</summary>
    Connect,
}
