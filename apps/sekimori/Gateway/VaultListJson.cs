using System.Text.Json.Serialization;
using Sekimori.Storage.Vault;

namespace Sekimori.App.Gateway;

/// <summary>The generated writer of what `vault list` lists.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<VaultEntry>))]
internal sealed partial class VaultListJson : JsonSerializerContext;
