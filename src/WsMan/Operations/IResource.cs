using Sekimori.Guard;

namespace Sekimori.WsMan.Operations;

/// <summary>A family of resources: what has one of its names is served by it.</summary>
internal interface IResource
{
    /// <summary>The URIs of the family.</summary>
    IEnumerable<ResourceName> Names { get; }

    /// <summary>True if its operations are kept for a client that lost the reply ([MS-WSMV] 3.1.4.1.39).</summary>
    bool HasRobustConnections => false;

    /// <summary>Reads the body of a request to it, before anything is decided. Does nothing, and asks nobody.</summary>
    /// <exception cref="Faults.WsManFaultException">It cannot be read.</exception>
    void Read(in BodySource source);

    /// <summary>The least role that may do this.</summary>
    Role RequiredRole(WsManRequest request);

    /// <summary>Does it, and writes the reply.</summary>
    /// <exception cref="Faults.WsManFaultException">It cannot be done.</exception>
    ValueTask RespondAsync(WsManRequest request);
}
