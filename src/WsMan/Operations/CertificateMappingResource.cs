using Sekimori.Guard;
using Sekimori.Security.Accounts;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Enumeration;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// winrm/config/service/certmapping: which client certificates are which account ([MS-WSMV] 2.2.4.3, 3.1.4.1.29.3, 3.1.4.1.35). A mapping
/// here holds for every resource: its URI is "*". A password is not needed, and neither kept nor shown: the account is this server's own.
/// </summary>
internal sealed class CertificateMappingResource(IMappingStore? mappings, EnumerationTable enumerations)
    : ConfigRowResource(Uri, enumerations)
{
    private const string Uri = Namespaces.Config + "/service/certmapping", Issuer = "Issuer", Subject = "Subject", UriKey = "URI",
        Everything = "*";

    // Each certificate logon iterates over all of them.
    private const int MaxMappings = 1000;

    protected override IReadOnlyList<string> KeyNames { get; } = [Issuer, Subject, UriKey];

    protected override IReadOnlyList<ConfigRow> Rows() =>
        [.. (mappings?.Mappings ?? []).Where(m => m.Kind == IdentityKind.Certificate).Select(Row)];

    protected override ValueTask<ConfigRow> CreateAsync(WsManRequest request)
    {
        var values = request.BodyAs<ConfigRowBody>().Values;
        var (issuer, subject) = (Key(request, values, Issuer), Key(request, values, Subject));
        // [MS-WSMV] 2.2.4.3: 40 digits; a SHA-256 thumbprint has 64.
        if (issuer.Length is not (40 or 64) || !issuer.All(char.IsAsciiHexDigit))
            throw Bad("Issuer is not a thumbprint.", WsManErrors.MappingIssuerInvalid);
        if (subject.Length == 0 || subject.AsSpan().Count('*') > 1 || (subject.Contains('*') && subject[0] != '*' && subject[^1] != '*'))
            throw Bad("Subject may have one asterisk, at its beginning or end.", WsManErrors.MappingSubjectInvalid);
        // The protocol has one field for both names ([MS-WSMV] 2.2.4.3). One without an @ ("*.lab.test", as Windows' users write it) means
        // no user principal name: those have one.
        var name = CertificateNames.Guess(subject) is var guess && guess == CertificateNameKind.Unspecified
            ? CertificateNameKind.Subject
            : guess;
        if (Key(request, values, UriKey) != Everything)
            throw Bad("A mapping applies to every resource: its URI must be *.", WsManErrors.InvalidParameter);
        var store = Store();
        if (Rows().Any(row => row.Keys[0].Value.Equals(issuer, StringComparison.OrdinalIgnoreCase)
            && row.Keys[1].Value.Equals(subject, StringComparison.OrdinalIgnoreCase)))
            throw new WsManFaultException(Fault.AlreadyExists("The certificate is already mapped."));
        if (store.Mappings.Count >= MaxMappings)
            throw new WsManFaultException(Fault.Quota($"Limit reached: the service has {MaxMappings} mappings.", WsManErrors.MappingLimit));
        var mapping = new IdentityMapping(
            IdentityKind.Certificate, subject, Account(values["UserName"].FirstOrDefault()), Role.None, issuer.ToUpperInvariant(),
            IsEnabled(values, true), name);
        store.Map(mapping);
        return new(Row(mapping));
    }

    protected override ValueTask<ConfigRow> PutAsync(WsManRequest request)
    {
        var mapping = Mapping(Find(request));
        var values = request.BodyAs<ConfigRowBody>().Values;
        foreach (var (name, key) in new[] { (Issuer, mapping.Issuer), (Subject, mapping.Identity), (UriKey, Everything) })
        {
            if (values[name].Any(value => !value.Equals(key, StringComparison.OrdinalIgnoreCase)))
                throw Bad($"{name} is a key and cannot be changed.", WsManErrors.CannotChangeMappingKeys);
        }
        var account = values["UserName"].FirstOrDefault() is { } user && !user.Equals(mapping.Account, StringComparison.OrdinalIgnoreCase)
            ? Account(user)
            : mapping.Account;
        var changed = mapping with
        {
            Account = account,
            Role = account is null ? mapping.Role : Role.None,
            Enabled = IsEnabled(values, mapping.Enabled)
        };
        if (changed != mapping) Store().Map(changed);
        return new(Row(changed));
    }

    protected override ValueTask DeleteAsync(WsManRequest request)
    {
        var mapping = Mapping(Find(request));
        Store().Unmap(IdentityKind.Certificate, mapping.Identity, mapping.Issuer);
        return ValueTask.CompletedTask;
    }

    private IdentityMapping Mapping(ConfigRow row) => Store().Mappings.First(m => m.Kind == IdentityKind.Certificate
        && (m.Issuer ?? "").Equals(row.Keys[0].Value, StringComparison.OrdinalIgnoreCase)
        && m.Identity.Equals(row.Keys[1].Value, StringComparison.OrdinalIgnoreCase));

    private IMappingStore Store() =>
        mappings ?? throw new WsManFaultException(Fault.Unsupported("This service maps no certificates.", FaultDetails.NotSupported));

    private string Account(string? name) => name is { Length: > 0 } && Store().Find(name) is { } account
        ? account.Name
        : throw Bad("UserName is not an account of this service.", WsManErrors.MappingCredentialsInvalid);

    private static bool IsEnabled(ILookup<string, string> values, bool otherwise) =>
        values["Enabled"].FirstOrDefault() is not { } text ? otherwise
        : bool.TryParse(text, out var enabled) ? enabled
        : throw new WsManFaultException(Fault.SchemaValidation("Enabled must be true or false."));

    private static WsManFaultException Bad(string why, uint number) => new(Fault.InvalidParameter(why, number));

    private static ConfigRow Row(IdentityMapping mapping)
    {
        var keys = new Selector[] { new(Issuer, mapping.Issuer ?? ""), new(Subject, mapping.Identity), new(UriKey, Everything) };
        List<(string, string)> values = [(UriKey, Everything), (Subject, mapping.Identity), (Issuer, mapping.Issuer ?? "")];
        // One that gives a role has no account after it.
        if (mapping.Account is { } account) values.Add(("UserName", account));
        values.Add(("Enabled", mapping.Enabled ? "true" : "false"));
        values.Add(("Password", ""));
        return new ConfigRow("cert", Uri, "CertMapping", keys, values);
    }
}
