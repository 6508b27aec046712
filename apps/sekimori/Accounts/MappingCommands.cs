using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Guard;
using Sekimori.Security.Accounts;

namespace Sekimori.App.Accounts;

/// <summary>`sekimori account map` and `unmap`: mappings of Kerberos principals, groups and certificates to accounts.</summary>
internal static class MappingCommands
{
    private static readonly Option<string?> Principal = new("--principal")
    {
        Description = "A Kerberos principal, name@REALM.", HelpName = "PRINCIPAL"
    };
    private static readonly Option<string?> Group = new("--group-sid")
    {
        Description = "A group of a Kerberos ticket's PAC, as S-1-5-21-….", HelpName = "SID"
    };
    private static readonly Option<string?> Certificate = new("--certificate")
    {
        Description = "A client certificate's subject (CN=…) or UPN (name@domain); an asterisk at the beginning or end matches any text.",
        HelpName = "NAME"
    };
    private static readonly Option<bool> Subject = new("--subject")
    {
        Description = "With --certificate: NAME is the subject. Default if it contains '='."
    };
    private static readonly Option<bool> Upn = new("--upn")
    {
        Description = "With --certificate: NAME is a user principal name. Default if it contains '@' and no '='."
    };
    private static readonly Option<string?> Issuer = new("--issuer")
    {
        Description = "With --certificate: the SHA-256 thumbprint of the issuing certificate.", HelpName = "THUMBPRINT"
    };
    private static readonly Option<string?> Account = new("--account") { Description = "The account to map it to.", HelpName = "NAME" };

    public static void AddTo(Command account)
    {
        var role = AccountCommands.RoleOption("The role to map it to, without an account.");
        var map = AccountCommands.WithStore(
            new Command("map", "Map a Kerberos principal, group or certificate to an account or role. Without options, list the mappings.")
        {
            Principal, Group, Certificate, Subject, Upn, Issuer, Account, role, StandardOptions.Json,
        });
        account.Subcommands.Add(map.Does((result, screen, _) =>
        {
            var outside = Identity(result);
            AccountCommands.With(result, store =>
            {
                if (outside is null)
                {
                    Show(store.Mappings, screen);
                    return;
                }

                var mapping = Mapping(outside.Value, result.GetValue(Account), result.GetValue(role), result.GetValue(Issuer)) with
                {
                    Name = Name(outside.Value, result)
                };
                store.Map(mapping);
                screen.Line($"{mapping.Identity} is {mapping.Account ?? AccountCommands.Text(mapping.Role)}");
            });
            if (outside is not null) ServerNote.Write(result, screen);
            return Task.FromResult(ExitCode.Done);
        }));

        var unmap = AccountCommands.WithStore(
            new Command("unmap", "Remove a mapping; for a certificate's name, those of every issuer or of one.")
            {
                Principal, Group, Certificate, Issuer
            });
        account.Subcommands.Add(unmap.Does((result, screen, _) =>
        {
            var (kind, identity) = Identity(result)
                ?? throw new CommandException(ExitCode.Failed, "specify --principal, --group-sid or --certificate");
            if (result.GetValue(Issuer) is not null && kind != IdentityKind.Certificate)
                throw new CommandException(ExitCode.Failed, "--issuer requires --certificate");
            var issuer = Thumbprint(result.GetValue(Issuer));
            AccountCommands.With(result, store => store.Unmap(kind, identity, issuer));
            screen.Line(issuer is null ? $"{identity} is not mapped" : $"{identity} of the issuer {issuer} is not mapped");
            ServerNote.Write(result, screen);
            return Task.FromResult(ExitCode.Done);
        }));
    }

    private static (IdentityKind Kind, string Identity)? Identity(ParseResult result)
    {
        (IdentityKind Kind, string? Identity)[] given =
        [
            (IdentityKind.KerberosPrincipal, result.GetValue(Principal)), (IdentityKind.GroupSid, result.GetValue(Group)),
            (IdentityKind.Certificate, result.GetValue(Certificate)),
        ];
        return given.Where(one => !string.IsNullOrWhiteSpace(one.Identity)).ToArray() switch
        {
            [] => null,
            [(IdentityKind.KerberosPrincipal, { } principal)] when !principal.Contains('@', StringComparison.Ordinal) =>
                throw new CommandException(ExitCode.Failed, "a principal includes its realm: name@REALM"),
            [(IdentityKind.GroupSid, { } sid)] when !sid.StartsWith("S-1-", StringComparison.OrdinalIgnoreCase) =>
                throw new CommandException(ExitCode.Failed, "a SID begins with S-1-"),
            [var (kind, identity)] => (kind, identity!),
            _ => throw new CommandException(ExitCode.Failed, "specify only one of --principal, --group-sid and --certificate"),
        };
    }

    private static IdentityMapping Mapping((IdentityKind Kind, string Identity) outside, string? account, Role? role, string? issuer)
    {
        if (account is null == role is null) throw new CommandException(ExitCode.Failed, "specify either --account or --role");
        // WS-Man's certificate mapping names the issuer for a reason: any authority can issue a subject.
        if (outside.Kind == IdentityKind.Certificate != issuer is not null)
            throw new CommandException(ExitCode.Failed, "--issuer and --certificate must be specified together");
        return new IdentityMapping(outside.Kind, outside.Identity, account, role ?? Role.None, Thumbprint(issuer));
    }

    private static string? Thumbprint(string? issuer)
    {
        var thumbprint = issuer?.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
        return thumbprint is null || (thumbprint.Length == 64 && thumbprint.All(char.IsAsciiHexDigit))
            ? thumbprint
            : throw new CommandException(ExitCode.Failed, "--issuer: a SHA-256 thumbprint has 64 hexadecimal digits");
    }

    private static CertificateNameKind Name((IdentityKind Kind, string Identity) outside, ParseResult result)
    {
        var (subject, upn) = (result.GetValue(Subject), result.GetValue(Upn));
        if (outside.Kind != IdentityKind.Certificate)
            return subject || upn
                ? throw new CommandException(ExitCode.Failed, "--subject and --upn require --certificate")
                : CertificateNameKind.Unspecified;
        if (subject && upn) throw new CommandException(ExitCode.Failed, "specify either --subject or --upn");
        if (subject) return CertificateNameKind.Subject;
        if (upn) return CertificateNameKind.PrincipalName;
        return CertificateNames.Guess(outside.Identity) is var name && name != CertificateNameKind.Unspecified
            ? name
            : throw new CommandException(ExitCode.Failed, $"--certificate {outside.Identity}is ambiguous: specify --subject or --upn");
    }

    private static void Show(IReadOnlyList<IdentityMapping> mappings, Screen screen)
    {
        IReadOnlyList<ListedMapping> listed =
            [.. mappings.Select(mapping => new ListedMapping(Text(mapping), mapping.Identity, mapping.Account,
            mapping.Account is null ? AccountCommands.Text(mapping.Role) : null, mapping.Issuer))];
        if (screen.IsJson)
        {
            screen.Json(listed, AccountListJson.Default.IReadOnlyListListedMapping);
            return;
        }

        if (listed.Count == 0)
        {
            screen.Line("no mappings: external identities are authenticated, but have no rights");
            return;
        }

        var table = new Table("KIND", "IDENTITY", "ACCOUNT", "ROLE", "ISSUER");
        foreach (var mapping in listed)
            table.Add(mapping.Kind, mapping.Identity, mapping.Account ?? "-", mapping.Role ?? "-", mapping.Issuer ?? "-");
        screen.Write(table);
    }

    private static string Text(IdentityMapping mapping) => mapping.Kind switch
    {
        IdentityKind.KerberosPrincipal => "principal",
        IdentityKind.GroupSid => "group",
        _ => CertificateNames.Of(mapping) switch
        {
            CertificateNameKind.Subject => "certificate subject",
            CertificateNameKind.PrincipalName => "certificate UPN",
            _ => "certificate, unused", // subject or UPN: nobody has said, and it maps nothing
        },
    };
}
