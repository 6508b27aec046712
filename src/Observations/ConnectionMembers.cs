using System.Text.Json;
using Sekimori.Guard;

namespace Sekimori.Observations;

/// <summary>
/// The JSON members that all observations of one connection share: source, endpoints and transport. Encoded once and kept with the client's
/// endpoint: encoding them again for each call cost a third of an audit record.
/// </summary>
internal sealed class ConnectionMembers
{
    private readonly ObservationSource _source;
    private readonly Endpoint _server;
    private readonly Transport _transport;
    private readonly EncodedMembers _encoded;

    private ConnectionMembers(Observation seen)
    {
        (_source, _server, _transport) = (seen.Source, seen.Server, seen.Transport);
        _encoded = new(ObservationMember.Source, json =>
        {
            json.WriteString(ObservationMember.Source, ObservationJson.Name(seen.Source));
            if (seen.Client.Port != 0 || seen.Client != Endpoint.None)
            {
                json.WriteString(ObservationMember.Client, seen.Client.AddressText);
                json.WriteNumber(ObservationMember.ClientPort, seen.Client.Port);
                json.WriteString(ObservationMember.Server, seen.Server.AddressText);
                json.WriteNumber(ObservationMember.ServerPort, seen.Server.Port);
            }
            json.WriteString(ObservationMember.Transport, ObservationJson.Name(seen.Transport));
        });
    }

    /// <summary>Writes the members into an object.</summary>
    public static void Write(Utf8JsonWriter json, Observation seen)
    {
        var known = seen.Client.Members;
        if (known is null || !known.Fits(seen)) seen.Client.Members = known = new(seen);
        known._encoded.Write(json);
    }

    private bool Fits(Observation seen) => ReferenceEquals(_server, seen.Server) && _transport == seen.Transport && _source == seen.Source;
}
