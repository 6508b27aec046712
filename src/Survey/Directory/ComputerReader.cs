using System.Globalization;
using System.Net;

namespace Sekimori.Survey.Directory;

/// <summary>
/// Reads the computers of a directory page by page. What a directory says is bounded, and checked before anybody connects to it.
/// </summary>
internal sealed class ComputerReader(LdapConnection connection, int most, int pageSize = ComputerReader.UsualPage)
{
    /// <summary>Active Directory gives at most 1,000 a page (MaxPageSize, [MS-ADTS] 3.1.1.3.4.6).</summary>
    public const int UsualPage = 1000;

    // A page in which every computer was left out happens; a directory that sends one after the other wants to keep us busy.
    private const int MaxEmptyPages = 20;

    // [MS-ADTS] 2.2.16: SERVER_TRUST_ACCOUNT and ACCOUNTDISABLE.
    private const int Controller = 0x2000, Disabled = 2;

    private readonly Dictionary<string, string> _found = new(StringComparer.OrdinalIgnoreCase);
    private int _disabled, _unnamed, _foreign, _referrals;

    /// <summary>Reads.</summary>
    /// <param name="where">The base; empty for the directory's own naming context.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DirectoryException">The directory refuses, or never ends.</exception>
    public async Task<DirectoryListing> ReadAsync(string where, CancellationToken cancellationToken)
    {
        if (where.Length == 0) where = await ContextAsync(cancellationToken).ConfigureAwait(false);
        var domain = DomainOf(where);
        ReadOnlyMemory<byte> cookie = default;
        var empty = 0;
        do
        {
            var (next, added) = await PageAsync(where, domain, cookie, cancellationToken).ConfigureAwait(false);
            if (added == 0 && !next.IsEmpty && ++empty > MaxEmptyPages)
                throw new DirectoryException($"the directory sent {empty} pages without a new computer: it was left");
            cookie = next;
        }
        while (!cookie.IsEmpty);
        return new([.. _found.Select(one => new DirectoryComputer(one.Key, one.Value)).OrderBy(one => one.Name,
            StringComparer.OrdinalIgnoreCase)], _disabled, _unnamed, _foreign, _referrals);
    }

    private async Task<string> ContextAsync(CancellationToken cancellationToken)
    {
        var id = await connection.SendAsync(LdapRequest.ReadRoot, cancellationToken).ConfigureAwait(false);
        var context = "";
        while (await connection.ReceiveAsync(id, cancellationToken).ConfigureAwait(false) is { } reply)
        {
            if (reply.Operation == LdapOperation.SearchResultDone)
                return reply.Result != 0 ? throw LdapResult.Failure("the question for the base", reply)
                    : context.Length > 0 ? context : throw new DirectoryException("the directory names no base: write ldap://HOST/BASE");
            if (context.Length == 0) context = reply.Attributes.GetValueOrDefault("defaultNamingContext", "");
            else throw new DirectoryException("the directory's root has more than one entry");
        }

        return context;
    }

    private async Task<(ReadOnlyMemory<byte> Cookie, int Added)> PageAsync(
        string where, string domain, ReadOnlyMemory<byte> cookie, CancellationToken cancellationToken)
    {
        var id = await connection.SendAsync(number => LdapRequest.Computers(number, where, pageSize, cookie.Span), cancellationToken)
            .ConfigureAwait(false);
        var (added, entries) = (0, 0);
        while (true)
        {
            var reply = await connection.ReceiveAsync(id, cancellationToken).ConfigureAwait(false);
            switch (reply.Operation)
            {
                case LdapOperation.SearchResultEntry when entries++ < pageSize:
                    added += Add(reply.Attributes, domain) ? 1 : 0;
                    break;
                case LdapOperation.SearchResultReference when _referrals++ < UsualPage:
                    break;
                case LdapOperation.SearchResultDone:
                    return reply.Result == 0 ? (reply.Cookie, added) : throw LdapResult.Failure("the search for computers", reply);
                default:
                    throw new DirectoryException($"the directory sent more than the {pageSize} entries of a page, or what is no answer");
            }
        }
    }

    private bool Add(IReadOnlyDictionary<string, string> entry, string domain)
    {
        var name = entry.GetValueOrDefault("dNSHostName", "").Trim().TrimEnd('.');
        int.TryParse(entry.GetValueOrDefault("userAccountControl", ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var control);
        if ((control & Disabled) != 0) _disabled++;
        else if (!IsHostName(name)) _unnamed++;
        // The audit logs on to what it is given: a name elsewhere would be a way to make it log on to a stranger.
        else if (domain.Length > 0 && !name.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase)) _foreign++;
        else if (_found.Count >= most && !_found.ContainsKey(name))
            throw new DirectoryException($"the directory has more than {most} computers: name a smaller base");
        else return _found.TryAdd(name, RoleOf(control, entry.GetValueOrDefault("operatingSystem", "")));
        return false;
    }

    // RFC 1123 2.1, and no address.
    private static bool IsHostName(string name) => name.Length is > 0 and <= 253 && Uri.CheckHostName(name) == UriHostNameType.Dns
        && !IPAddress.TryParse(name, out _) && !name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    private static string RoleOf(int control, string system) => (control & Controller) != 0 ? "domain controller"
        : system.Contains("server", StringComparison.OrdinalIgnoreCase) || system.Contains("samba", StringComparison.OrdinalIgnoreCase)
            ? "server"
        : system.StartsWith("Windows", StringComparison.OrdinalIgnoreCase) ? "client" : "server";

    /// <summary>The DNS name in the domain components of a distinguished name (RFC 2247): "lab.test"; empty if it has none.</summary>
    internal static string DomainOf(string name) => string.Join('.', name.Split(',').Select(part => part.Trim())
        .Where(part => part.StartsWith("DC=", StringComparison.OrdinalIgnoreCase)).Select(part => part[3..].Trim()));
}
