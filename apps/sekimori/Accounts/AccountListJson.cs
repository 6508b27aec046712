using System.Text.Json.Serialization;

namespace Sekimori.App.Accounts;

/// <summary>The generated writers of what the account commands list.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<ListedAccount>))]
[JsonSerializable(typeof(IReadOnlyList<ListedMapping>))]
internal sealed partial class AccountListJson : JsonSerializerContext;
