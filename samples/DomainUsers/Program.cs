using Sekimori.Client.Rpc;
using Sekimori.Ndr;
using Sekimori.Rpc.DataTypes;
using Sekimori.Samples.DomainUsers;
using Sekimori.Security;
using Sekimori.Security.Credentials;

// Lists the users of a domain over SAMR, and what the Local Security Authority calls some of its security identifiers.
//   DomainUsers HOST DOMAIN\USER PASSWORD [BINDING]
// BINDING is where the LSA is, if not on the host's TCP endpoint: Samba takes these calls over its local transport only,
// "ncalrpc:[/…/ncalrpc/DEFAULT]".
if (args.Length is not (3 or 4) || !RpcBinding.TryParse(args[0], out var host))
{
    Console.Error.WriteLine(@"DomainUsers HOST DOMAIN\USER PASSWORD [BINDING]");
    return 64;
}

const uint maximumAllowed = 0x0200_0000;
var stop = CancellationToken.None;
var options = new RpcClientOptions { Security = new SecurityInitiator(PasswordCredential.Parse(args[1], args[2])) };

var (connection, channel) = await RpcClient.ConnectAsync(host, ISamr.Info.Id, options);
await using var _ = connection;
var samr = new SamrClient(channel);
var server = (await samr.SamrConnect2Async(null, maximumAllowed, stop)).Handle;
var domains = await samr.SamrEnumerateDomainsInSamServerAsync(server, 0, uint.MaxValue, stop);
var sids = new List<RpcSid> { RpcSid.Parse("S-1-5-32-544"), RpcSid.Parse("S-1-5-11") };
foreach (var domain in domains.Buffer?.Buffer ?? [])
{
    var id = (await samr.SamrLookupDomainInSamServerAsync(server, domain.Name, stop)).DomainId!;
    var opened = await samr.SamrOpenDomainAsync(server, maximumAllowed, id, stop);
    var users = await samr.SamrEnumerateUsersInDomainAsync(opened.Handle, 0, userAccountControl: 0, uint.MaxValue, stop);
    foreach (var user in users.Buffer?.Buffer ?? [])
    {
        Console.WriteLine($@"{domain.Name}\{user.Name} {id.Append(user.RelativeId)}");
        sids.Add(id.Append(user.RelativeId));
    }
}

var (second, lsaChannel) = await RpcClient.ConnectAsync(
    args.Length > 3 && RpcBinding.TryParse(args[3], out var binding) ? binding : host, ILsa.Info.Id, options);
await using var __ = second;
var lsa = new LsaClient(lsaChannel);
var policy = (await lsa.LsarOpenPolicy2Async(null, ObjectAttributes.None, maximumAllowed, stop)).Handle;
var names = await lsa.LsarLookupSidsAsync(policy, SidEnumBuffer.Of(sids), TranslatedNames.None, LookupLevel.Workstation, 0, stop);
foreach (var (sid, name) in sids.Zip(names.TranslatedNames.Names ?? []))
    Console.WriteLine(
        $"{sid} is the {name.Use} " +
        $"{(name.DomainIndex >= 0 ? names.ReferencedDomains!.Domains![name.DomainIndex].Name.ToString() : "")}\\{name.Name}");
return 0;
