using Sekimori.Client.Rpc;
using Sekimori.Rpc;

namespace Sekimori.App.Rpc;

/// <summary>An interface as programs and tables show it.</summary>
internal sealed record InterfaceJson(string Interface, string Version, string? Name, string? Document, string? Title)
{
    public static InterfaceJson Of(SyntaxId id)
    {
        var known = WellKnownInterfaces.Find(id.Uuid);
        return new(id.Uuid.ToString(), $"{id.Major}.{id.Minor}", known?.Name, known?.Document, known?.Title);
    }
}
