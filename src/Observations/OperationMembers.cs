using System.Text.Json;

namespace Sekimori.Observations;

/// <summary>
/// The JSON members that all calls of one operation share: interface, version, number and name. Encoded once and kept with the interface,
/// as <see cref="ConnectionMembers"/> are with the connection.
/// </summary>
internal sealed class OperationMembers
{
    private readonly string _version;
    private readonly EncodedMembers _encoded;

    private OperationMembers(Observation seen, RpcInterface known)
    {
        _version = seen.Version;
        _encoded = new(ObservationMember.Interface, json => Write(json, seen, known));
    }

    /// <summary>Writes the members into an object.</summary>
    public static void Write(Utf8JsonWriter json, Observation seen)
    {
        // An operation without a name may have any of four billion numbers: nothing is kept for it.
        if (seen.Interface is not { } known || known.Operation(seen.Opnum) is null)
        {
            Write(json, seen, seen.Interface);
            return;
        }
        ref var kept = ref known.Members(seen.Opnum);
        var members = kept;
        if (members is null || members._version != seen.Version) kept = members = new(seen, known);
        members._encoded.Write(json);
    }

    private static void Write(Utf8JsonWriter json, Observation seen, RpcInterface? known)
    {
        if (known is not null)
        {
            json.WriteString(ObservationMember.Interface, known.UuidText);
            if (known.Name.Length > 0) json.WriteString(ObservationMember.InterfaceName, known.Name);
        }
        if (seen.Version.Length > 0) json.WriteString(ObservationMember.Version, seen.Version);
        if (seen.Opnum >= 0) json.WriteNumber(ObservationMember.Opnum, seen.Opnum);
        if (seen.Operation is { } operation) json.WriteString(ObservationMember.Operation, operation);
    }
}
