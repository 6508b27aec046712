using System.Text.Json.Serialization;
using Sekimori.Guard.Policy;

namespace Sekimori.Gate.Approvals;

/// <summary>The generated reader and writer of requests and decisions.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AccessRequest))]
[JsonSerializable(typeof(AccessDecision))]
[JsonSerializable(typeof(IReadOnlyList<AccessRequest>))]
internal sealed partial class RequestJson : JsonSerializerContext;
