namespace Sekimori.Guard;

/// <summary>The transport of a connection: a word that policies and observations share. The guard knows nothing more about it.</summary>
public enum Transport : byte
{
    /// <summary>RPC over TCP (ncacn_ip_tcp).</summary>
    Tcp,

    /// <summary>RPC over a named pipe of SMB (ncacn_np).</summary>
    NamedPipe,

    /// <summary>RPC over UDP (ncadg_ip_udp).</summary>
    Udp,

    /// <summary>WS-Management over HTTP.</summary>
    Http,

    /// <summary>WS-Management over HTTPS.</summary>
    Https,

    /// <summary>A Unix socket of this host (ncalrpc's place).</summary>
    Local,
}
