using System.Text.Json;
using Sekimori.Guard;

namespace Sekimori.Observations;

/// <summary>
/// The JSON members of a request of WS-Management that say who asks for what: account, scheme, level, resource and action. A connection
/// mostly asks for the same again; they are kept with the client's endpoint, as <see cref="ConnectionMembers"/> are.
/// </summary>
internal sealed class RequestMembers
{
    // Both URIs are the caller's, and stay as long as the connection.
    private const int LongestKept = 512;

    private readonly string _account, _scheme, _resource, _action;
    private readonly ProtectionLevel _level;
    private EncodedMembers? _encoded;

    private RequestMembers(Observation seen) =>
        (_account, _scheme, _level, _resource, _action) = (seen.Account, seen.Scheme, seen.Level, seen.Resource, seen.Action);

    /// <summary>Writes the members into an object.</summary>
    public static void Write(Utf8JsonWriter json, Observation seen)
    {
        // The first member must be there: it is the one that the others are kept behind.
        if (seen.Account.Length == 0 || seen.Account.Length + seen.Resource.Length + seen.Action.Length > LongestKept)
        {
            WriteAll(json, seen);
            return;
        }
        if (seen.Client.Request is { } known && known.Fits(seen))
        {
            (known._encoded ??= new(ObservationMember.Account, all => WriteAll(all, seen))).Write(json);
            return;
        }
        // Encoded when it comes again: who asks for something else each time pays for one writing, not for two.
        seen.Client.Request = new(seen);
        WriteAll(json, seen);
    }

    private static void WriteAll(Utf8JsonWriter json, Observation seen)
    {
        ObservationJson.Text(json, ObservationMember.Account, seen.Account);
        ObservationJson.Text(json, ObservationMember.Scheme, seen.Scheme);
        json.WriteNumber(ObservationMember.Level, (int)seen.Level);
        ObservationJson.Text(json, ObservationMember.Resource, seen.Resource);
        ObservationJson.Text(json, ObservationMember.Action, seen.Action);
    }

    private bool Fits(Observation seen) =>
        _level == seen.Level && _action == seen.Action && _resource == seen.Resource && _account == seen.Account && _scheme == seen.Scheme;
}
