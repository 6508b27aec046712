using System.Security.Cryptography;
using Sekimori.Observations;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.Gate.Guarding;

/// <summary>The record of requests that were not executed: as far as they were read, and a hash of the rest.</summary>
internal static class ReadFacts
{
    /// <summary>A request that could not be read to its end.</summary>
    /// <param name="facts">Receives the facts.</param>
    /// <param name="request">As far as it was read.</param>
    /// <param name="body">All of it.</param>
    public static void AddUnread(FactSet facts, ParsedRequest? request, ReadOnlySpan<byte> body)
    {
        if (request is not null) Add(facts, request);
        facts.Add(Fact.BodySum, Convert.ToHexStringLower(SHA256.HashData(body)));
    }

    /// <summary>A request without a logon.</summary>
    /// <param name="facts">Receives the facts.</param>
    /// <param name="request">As far as it was read.</param>
    public static void Add(FactSet facts, ParsedRequest request)
    {
        request.Describe(facts);
        AddNames(facts, request);
        if (AnomalyOf(request.Defect) is { } anomaly) facts.Add(Fact.Anomaly, anomaly);
    }

    /// <summary>Class and method as the client names them, if the object manager did not resolve them.</summary>
    public static void AddNames(FactSet facts, ParsedRequest request)
    {
        if (request.IsIdentify) return;
        if (request.NamedClass is { } name) facts.Add(Fact.ClassName, name);
        if (request.NamedMethod is { Length: > 0 } method) facts.Add(Fact.Method, method);
    }

    private static string? AnomalyOf(EnvelopeDefect defect) => defect switch
    {
        EnvelopeDefect.None => null,
        EnvelopeDefect.DocumentType => "doctype",
        EnvelopeDefect.DeepNesting => "deep_nesting",
        EnvelopeDefect.Filler => "dummy_body",
        _ => "malformed_body",
    };
}
