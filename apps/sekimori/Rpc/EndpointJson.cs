using Sekimori.Client.Rpc;

namespace Sekimori.App.Rpc;

/// <summary>An endpoint as programs and tables show it.</summary>
internal sealed record EndpointJson(
    string? Interface, string? Version, string? Name, string? Document, string? Protocol, string? Address, string? Endpoint,
    string? Binding, Guid? Object, string Annotation)
{
    public static EndpointJson Of(MappedEndpoint one)
    {
        if (one.Binding is not { } binding)
            return new(null, null, null, null, null, null, null, "(unknown kind of tower)", NotNil(one.Object), one.Annotation);
        var known = InterfaceJson.Of(binding.Interface);
        return new(
            known.Interface, known.Version, known.Name, known.Document, binding.Sequence.Name,
            binding.Address, binding.Endpoint, binding.ToString(), NotNil(one.Object), one.Annotation);
    }

    private static Guid? NotNil(Guid uuid) => uuid == Guid.Empty ? null : uuid;
}
