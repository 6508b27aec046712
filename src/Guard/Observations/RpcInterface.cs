using System.Globalization;

namespace Sekimori.Guard.Observations;

/// <summary>An RPC interface as rules, maps and logs name it. One object for each UUID, so comparing references is enough.</summary>
public sealed class RpcInterface
{
    private readonly string?[] _operations;

    /// <summary>An interface that the catalogue or the server knows.</summary>
    /// <param name="uuid">The interface's UUID.</param>
    /// <param name="name">Its name; the empty string where nobody knows it.</param>
    /// <param name="operations">The operations' names by number; null where a number has none.</param>
    public RpcInterface(Guid uuid, string name, IReadOnlyList<string?> operations)
    {
        Uuid = uuid;
        UuidText = uuid.ToString();
        Name = name;
        _operations = [.. operations];
    }

    /// <summary>The UUID.</summary>
    public Guid Uuid { get; }

    /// <summary>The UUID in lower case, as text: written once, used by every rule that names it.</summary>
    public string UuidText { get; }

    /// <summary>The name as network sensors write it: "svcctl", "epmapper" …; empty where it is not known.</summary>
    public string Name { get; }

    /// <summary>The name, or the UUID where there is none.</summary>
    public string Display => Name.Length > 0 ? Name : UuidText;

    /// <summary>How many operations are known.</summary>
    public int OperationCount => _operations.Length;

    /// <summary>The operation's name; null where it is not known.</summary>
    public string? Operation(int opnum) => (uint)opnum < (uint)_operations.Length ? _operations[opnum] : null;

    /// <summary>The number of the operation with this name, in any case; -1 where there is none.</summary>
    public int Opnum(string operation) => Array.FindIndex(_operations, name => string.Equals(name, operation, StringComparison.OrdinalIgnoreCase));

    /// <summary>The operation's name, or "opnum 7".</summary>
    public string OperationOrNumber(int opnum) => Operation(opnum) ?? string.Create(CultureInfo.InvariantCulture, $"opnum {opnum}");
}
