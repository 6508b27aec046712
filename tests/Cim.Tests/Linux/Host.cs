using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Guard;

namespace Sekimori.Linux.Tests;

/// <summary>The object manager of this host, and callers of every role.</summary>
internal static class Host
{
    public const string Space = "root/cimv2";

    public static ObjectManager Manager
    {
        get;
    } = new ObjectManagerBuilder { Host = Environment.MachineName }.AddLinux(new LinuxSources { TrustOperators = true }).Build();

    public static CimCaller Reader { get; } = new(new Caller("reader", Role.Reader, "Local", ProtectionLevel.Privacy), null);

    public static CimCaller Operator
    {
        get;
    } = new(new Caller("operator", Role.Operator, "Local", ProtectionLevel.Privacy, UnixUser: Environment.UserName), null);

    public static CimCaller Administrator
    {
        get;
    } = new(new Caller("administrator", Role.Administrator, "Local", ProtectionLevel.Privacy, UnixUser: Environment.UserName), null);

    public static async Task<List<CimInstance>> Query(string wql, string space = Space) =>
        await (await Manager.QueryAsync(space, wql, Reader, TestContext.Current.CancellationToken)).Instances.ToListAsync(
        TestContext.Current.CancellationToken);

    public static async Task<CimInstance> One(string wql) => Assert.Single(await Query(wql));
}
