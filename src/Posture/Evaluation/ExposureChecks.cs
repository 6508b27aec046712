using System.Net;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>E01 to E11: what can be reached, and what it reveals.</summary>
internal static class ExposureChecks
{
    public static void AddTo(Dictionary<string, Func<Question, IEnumerable<Finding>>> code)
    {
        code["E01"] = q => Reachable(q, 135, q.Facts.Find(FactId.RpcBind, "135"), fact => fact.Value == "accepted", Severity.Info);
        code["E02"] = q => Reachable(q, 593, q.Facts.Find(FactId.RpcHttp, "593"), _ => true, Severity.Low);
        code["E03"] = q => Reachable(q, 5985, q.Facts.Find(FactId.WsManStatus, "5985/http"), IsWsMan, Severity.Info);
        code["E04"] = q => Reachable(q, 5986, q.Facts.Find(FactId.WsManStatus, "5986/https"), IsWsMan, Severity.Info, Severity.Medium);
        code["E05"] = q => Reachable(q, 47001, q.Facts.Find(FactId.WsManStatus, "47001/http"), IsWsMan, Severity.Low, Severity.Low);
        code["E06"] = Compatibility;
        code["E07"] = DynamicPorts;
        code["E08"] = FirewallChecks.NoSourceLimit;
        code["E09"] = FirewallChecks.FilterMisread;
        code["E10"] = Addresses;
        code["E11"] = Names;
    }

    // 401 and 405 are WS-Management's; 200 to a request without a logon is W06. 404 is another service.
    internal static bool IsWsMan(Fact status) => status.Value is "401" or "405" or "200" or "403" or "500";

    private static IEnumerable<Finding> Reachable(
        Question q, int port, Fact? answer, Func<Fact, bool> isIt, Severity inside, Severity outside = Severity.High)
    {
        var subject = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (answer is not null && isIt(answer))
            return [q.Fail(subject, q.IsOutside ? outside : inside, answer)];
        return q.Facts.Find(FactId.Port, subject) switch
        {
            { Value: PortState.Closed } closed => [q.Pass(subject, closed)],
            // A host that answers elsewhere drops packets to this port; one that answers nowhere may be switched off.
            { Value: PortState.Silent } silent => [q.Facts.IsReached ? q.Pass(subject, silent) : q.NotSeen(subject, silent)],
            { Value: PortState.Open } open when answer is not null => [q.Pass(subject, open, answer)],
            { } open => [q.NotSeen(subject, open)],
            null => [q.NotSeen(subject)],
        };
    }

    private static IEnumerable<Finding> Compatibility(Question q)
    {
        foreach (var door in (string[])["80/http", "443/https"])
        {
            var port = door[..door.IndexOf('/', StringComparison.Ordinal)];
            // Any web server answers on these ports: only a challenge, or the method's own rejection, is WS-Management.
            if (q.Facts.Find(FactId.WsManStatus, door) is { } status)
                yield return q.Decide(!(status.Value is "401" or "405" && q.Facts.Find(FactId.WsManSchemes, door) is not null), door,
                    status);
            else if (q.Facts.Find(FactId.Port, port) is { Value: PortState.Closed } closed)
                yield return q.Pass(door, closed);
        }
    }

    private static IEnumerable<Finding> DynamicPorts(Question q)
    {
        if (q.Facts.Find(FactId.RpcMapper, "135") is not { } mapper) yield break;
        var ports = q.Facts.Of(FactId.RpcEndpoint).Select(endpoint => endpoint.Subject.Split('/')[0]).Distinct();
        foreach (var port in ports.Select(port => q.Facts.Find(FactId.Port, port)).OfType<Fact>())
            yield return q.Decide(port.Value == PortState.Open, port.Subject, port, mapper);
    }

    private static IEnumerable<Finding> Addresses(Question q)
    {
        if (q.Facts.Find(FactId.RpcAddresses, "135") is not { } fact) yield break;
        if (!fact.Value.StartsWith("names ", StringComparison.Ordinal))
        {
            yield return q.Pass("135", fact);
            yield break;
        }

        var asked = IPAddress.TryParse(q.Facts.Find(FactId.Address, "")?.Value, out var address) ? address : null;
        var isElsewhere = fact.Value["names ".Length..].Split(", ").Any(name => IPAddress.TryParse(name, out var other)
            && asked is not null && IsAnotherNetwork(asked, other));
        yield return q.Fail("135", isElsewhere ? Severity.Medium : Severity.Low, fact);
    }

    // A /24 is the usual network of hosts; addresses of another family are not compared.
    private static bool IsAnotherNetwork(IPAddress asked, IPAddress other) =>
        asked.AddressFamily == other.AddressFamily && asked.GetAddressBytes().Length == 4
        && !asked.GetAddressBytes().AsSpan(0, 3).SequenceEqual(other.GetAddressBytes().AsSpan(0, 3));

    private static IEnumerable<Finding> Names(Question q) =>
        q.Facts.Of(FactId.NtlmNames).Select(names => q.Fail(names.Subject, names));
}
