using Sekimori.Guard;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Operations;

/// <summary>Every unknown resource: there is none with that name.</summary>
internal sealed class UnknownResource : IResource
{
    public IEnumerable<ResourceName> Names => [];

    public void Read(in BodySource source) => UnservedBody.Read(source);

    public Role RequiredRole(WsManRequest request) => Role.Reader;

    public ValueTask RespondAsync(WsManRequest request) =>
        throw new WsManFaultException(Fault.ResourceNotFound(request.Headers.ResourceUri));
}
