using System.Globalization;

namespace Sekimori.Observations;

/// <summary>An RPC interface as rules, maps and logs name it. One object for each UUID, so comparing references is enough.</summary>
internal sealed class RpcInterface
{
    private readonly string?[] _operations;
    private readonly OperationMembers?[] _members;

    /// <summary>An interface that the catalogue or the server knows.</summary>
    /// <param name="uuid">The interface's UUID.</param>
    /// <param name="name">Its name; the empty string if it is unknown.</param>
    /// <param name="operations">The operations' names by number; null if a number has none.</param>
    public RpcInterface(Guid uuid, string name, IReadOnlyList<string?> operations)
    {
        Uuid = uuid;
        UuidText = uuid.ToString();
        Name = name;
        _operations = [.. operations];
        _members = new OperationMembers?[_operations.Length];
    }

    /// <summary>Reads a line of interfaces.txt: UUID, version, names | document | title | operations.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static RpcInterface Parse(string line)
    {
        var parts = line.Split('|', StringSplitOptions.TrimEntries);
        if (parts is not [var head, var document, var title, var operations] || head.Split(' ') is not [var uuid, var version, var names])
            throw new FormatException($"'{line}' is not an interface.");
        var dot = version.IndexOf('.', StringComparison.Ordinal);
        var all = names.Split(',');
        return new(Guid.Parse(uuid), all[0],
            Array.ConvertAll(operations.Split(' ', StringSplitOptions.RemoveEmptyEntries), word => word == "-" ? null : word))
        {
            Major = ushort.Parse(version.AsSpan(0, dot), CultureInfo.InvariantCulture),
            Minor = ushort.Parse(version.AsSpan(dot + 1), CultureInfo.InvariantCulture),
            Aliases = all[1..], Document = document, Title = title,
        };
    }

    /// <summary>The UUID.</summary>
    public Guid Uuid { get; }

    /// <summary>The major version that its document has; 0 if it is not in the catalogue.</summary>
    public ushort Major { get; private init; }

    /// <summary>The minor version that its document has.</summary>
    public ushort Minor { get; private init; }

    /// <summary>Other names that people know: "winspool" for spoolss.</summary>
    public IReadOnlyList<string> Aliases { get; private init; } = [];

    /// <summary>The document that describes it, as "MS-SAMR"; empty if there is none, or it is not known.</summary>
    public string Document { get; private init; } = "";

    /// <summary>What it is for; empty if it is not known.</summary>
    public string Title { get; private init; } = "";

    /// <summary>The UUID in lower case, as text: written once, used by every rule that names it.</summary>
    public string UuidText { get; }

    /// <summary>The name as network sensors write it: "svcctl", "epmapper" …; empty if it is not known.</summary>
    public string Name { get; }

    /// <summary>The name, or the UUID if there is none.</summary>
    public string Display => Name.Length > 0 ? Name : UuidText;

    /// <summary>How many operations are known.</summary>
    public int OperationCount => _operations.Length;

    /// <summary>The operation's name; null if it is not known.</summary>
    public string? Operation(int opnum) => (uint)opnum < (uint)_operations.Length ? _operations[opnum] : null;

    /// <summary>Where the JSON of a known operation is kept; null in it until it is written first.</summary>
    internal ref OperationMembers? Members(int opnum) => ref _members[opnum];

    /// <summary>The number of the operation with this name, ignoring case; -1 if there is none.</summary>
    public int Opnum(string operation) =>
        Array.FindIndex(_operations, name => string.Equals(name, operation, StringComparison.OrdinalIgnoreCase));

    /// <summary>The operation's name, or "opnum 7".</summary>
    public string OperationOrNumber(int opnum) => Operation(opnum) ?? string.Create(CultureInfo.InvariantCulture, $"opnum {opnum}");
}
