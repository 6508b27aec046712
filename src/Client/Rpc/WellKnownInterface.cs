using System.Globalization;
using Sekimori.Rpc;

namespace Sekimori.Client.Rpc;

/// <summary>An interface that has a name.</summary>
/// <param name="Id">UUID and version.</param>
/// <param name="Name">Its name in the IDL, as "samr".</param>
/// <param name="Document">The document that describes it, as "MS-SAMR"; empty where there is none.</param>
/// <param name="Title">What it is for.</param>
public sealed record WellKnownInterface(SyntaxId Id, string Name, string Document, string Title)
{
    internal WellKnownInterface(string uuid, string version, string name, string document, string title) : this(Read(uuid, version), name, document, title)
    {
    }

    private static SyntaxId Read(string uuid, string version)
    {
        var dot = version.IndexOf('.', StringComparison.Ordinal);
        return new(new(uuid), ushort.Parse(version.AsSpan(0, dot), CultureInfo.InvariantCulture), ushort.Parse(version.AsSpan(dot + 1), CultureInfo.InvariantCulture));
    }
}
