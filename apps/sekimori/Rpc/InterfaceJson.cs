using Sekimori.Observations;
using Sekimori.Rpc;

namespace Sekimori.App.Rpc;

/// <summary>An interface as programs and tables show it.</summary>
internal sealed record InterfaceJson(string Interface, string Version, string? Name, string? Document, string? Title)
{
    public static InterfaceJson Of(SyntaxId id)
    {
        var known = InterfaceCatalogue.Get(id.Uuid);
        return new(known.UuidText, $"{id.Major}.{id.Minor}", Known(known.Name), Known(known.Document), Known(known.Title));
    }

    /// <summary>The entry of the catalogue; null if there is none.</summary>
    public static string? Known(string text) => text.Length > 0 ? text : null;
}
