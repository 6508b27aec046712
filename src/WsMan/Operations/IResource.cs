using Sekimori.Guard;

namespace Sekimori.WsMan.Operations;

/// <summary>A family of resources: everything whose URI starts alike is served by one of these.</summary>
internal interface IResource
{
    /// <summary>True if this URI is one of the family's.</summary>
    bool Serves(string resourceUri);

    /// <summary>Reads the body of a request to it, before anything is decided. Does nothing, and asks nobody.</summary>
    /// <exception cref="Faults.WsManFaultException">It cannot be read.</exception>
    void Read(in BodySource source);

    /// <summary>The least role that may do this.</summary>
    Role RequiredRole(WsManRequest request);

    /// <summary>Does it, and writes the reply.</summary>
    /// <exception cref="Faults.WsManFaultException">It cannot be done.</exception>
    ValueTask RespondAsync(WsManRequest request);
}
