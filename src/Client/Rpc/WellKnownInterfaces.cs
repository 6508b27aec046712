using System.Collections.Frozen;
using Sekimori.Rpc;

namespace Sekimori.Client.Rpc;

/// <summary>
/// The interfaces that people meet on Windows hosts, with the documents that describe them. UUIDs, versions and names are those of the IDL at the end of each document; the few without
/// a document are known from what hosts register.
/// </summary>
public static class WellKnownInterfaces
{
    private static readonly FrozenDictionary<Guid, WellKnownInterface> ByUuid;

    static WellKnownInterfaces() => ByUuid = All!.ToFrozenDictionary(one => one.Id.Uuid);

    /// <summary>All of them, by document.</summary>
    public static IReadOnlyList<WellKnownInterface> All { get; } =
    [
        new("e1af8308-5d1f-11c9-91a4-08002b14a0fa", "3.0", "epmapper", "C706", "Endpoint mapper"),
        new("afa8bd80-7d8a-11c9-bef4-08002b102989", "1.0", "mgmt", "C706", "Remote management"),
        new("bba9cb76-eb0c-462c-aa1b-5d8c34415701", "1.0", "Claims", "MS-ADTS", "Active Directory Technical"),
        new("3dde7c30-165d-11d1-ab8f-00805f14db40", "1.0", "BackupKey", "MS-BKRP", "BackupKey"),
        new("6bffd098-a112-3610-9833-012892020162", "0.0", "browser", "MS-BRWSA", "Common Internet File System (CIFS) Browser Auxiliary"),
        new("906b0ce0-c70b-1067-b317-00dd010662da", "1.0", "IXnRemote", "MS-CMPO", "MSDTC Connection Manager: OleTx Transports"),
        new("b97db8b2-4c63-11cf-bff6-08002be23f2f", "2.0", "clusapi", "MS-CMRP", "Failover Cluster: Management API (ClusAPI)"),
        new("4e14fb9f-2e22-11d1-9964-00c04fbbb345", "0.0", "IEventSystem", "MS-COMEV", "Component Object Model Plus (COM+) Event System"),
        new("d99e6e71-fc88-11d0-b498-00a0c90312f3", "0.0", "ICertAdminD", "MS-CSRA", "Certificate Services Remote Administration"),
        new("7fe0d935-dda6-443f-85d0-1cfb58fe41dd", "0.0", "ICertAdminD2", "MS-CSRA", "Certificate Services Remote Administration"),
        new("4d9f4ab8-7d1c-11cf-861e-0020af6e7c57", "0.0", "IActivation", "MS-DCOM", "Distributed Component Object Model (DCOM)"),
        new("99fcfec4-5260-101b-bbcb-00aa0021347a", "0.0", "IObjectExporter", "MS-DCOM", "Distributed Component Object Model (DCOM)"),
        new("00000131-0000-0000-c000-000000000046", "0.0", "IRemUnknown", "MS-DCOM", "Distributed Component Object Model (DCOM)"),
        new("00000143-0000-0000-c000-000000000046", "0.0", "IRemUnknown2", "MS-DCOM", "Distributed Component Object Model (DCOM)"),
        new("000001a0-0000-0000-c000-000000000046", "0.0", "IRemoteSCMActivator", "MS-DCOM", "Distributed Component Object Model (DCOM)"),
        new("4fc742e0-4a10-11cf-8273-00aa004ae673", "3.0", "netdfs", "MS-DFSNM", "Distributed File System (DFS): Namespace Management"),
        new("6bffd098-a112-3610-9833-46c3f874532d", "1.0", "dhcpsrv", "MS-DHCPM", "Microsoft Dynamic Host Configuration Protocol (DHCP) Server Management"),
        new("5b821720-f63b-11d0-aad2-00c04fc324db", "1.0", "dhcpsrv2", "MS-DHCPM", "Microsoft Dynamic Host Configuration Protocol (DHCP) Server Management"),
        new("4da1c422-943d-11d1-acae-00c04fc2aa3f", "1.0", "trksvr", "MS-DLTM", "Distributed Link Tracking: Central Manager"),
        new("300f3532-38cc-11d0-a3f0-0020af6b0add", "1.2", "trkwks", "MS-DLTW", "Distributed Link Tracking: Workstation"),
        new("50abc2a4-574d-40b3-9d66-ee4fd5fba076", "5.0", "DnsServer", "MS-DNSP", "Domain Name Service (DNS) Server Management"),
        new("e3514235-4b06-11d1-ab04-00c04fc2dcd2", "4.0", "drsuapi", "MS-DRSR", "Directory Replication Service (DRS)"),
        new("7c44d7d4-31d5-424c-bd5e-2b3e1f323d22", "1.0", "dsaop", "MS-DRSR", "Directory Replication Service (DRS)"),
        new("3919286a-b10c-11d0-9ba8-00c04fd92ef5", "0.0", "dssetup", "MS-DSSP", "Directory Services Setup"),
        new("c681d488-d850-11d0-8c52-00c04fd90f7e", "1.0", "efsrpc", "MS-EFSR", "Encrypting File System Remote (EFSRPC)"),
        new("df1941c5-fe89-4e79-bf10-463657acf44d", "1.0", "efsrpc", "MS-EFSR", "Encrypting File System Remote (EFSRPC)"),
        new("82273fdc-e32a-18c3-3f78-827929dc23ea", "0.0", "eventlog", "MS-EVEN", "EventLog Remoting"),
        new("f6beaff7-1e19-4fbb-9f8f-b89e2018337c", "1.0", "IEventService", "MS-EVEN6", "EventLog Remoting Protocol Version 6.0"),
        new("6b5bdd1e-528c-422c-af8c-a4079be4fe48", "1.0", "RemoteFW", "MS-FASP", "Firewall and Advanced Security"),
        new("6099fc12-3eff-11d0-abd0-00c04fd91a4e", "3.0", "faxclient", "MS-FAX", "Fax Server and Client"),
        new("ea0a3165-4834-11d2-a6f8-00c04fa346cc", "4.0", "faxobs", "MS-FAX", "Fax Server and Client"),
        new("d049b186-814f-11d1-9a3c-00c04fc9b232", "1.1", "NtFrsApi", "MS-FRS1", "File Replication Service"),
        new("f5cc59b4-4264-101a-8c59-08002b2f8426", "1.1", "frsrpc", "MS-FRS1", "File Replication Service"),
        new("897e2e5f-93f3-4376-9c9c-fd2277495c27", "1.0", "FrsTransport", "MS-FRS2", "Distributed File System Replication"),
        new("a8e0653c-2744-4389-a61d-7373df8b2292", "1.0", "FileServerVssAgent", "MS-FSRVP", "File Server Remote VSS"),
        new("b9785960-524f-11df-8b6d-83dcded72085", "1.0", "ISDKey", "MS-GKDI", "Group Key Distribution"),
        new("91ae6020-9e3c-11cf-8d7c-00aa00c091be", "0.0", "ICertPassage", "MS-ICPR", "ICertPassage"),
        new("82ad4280-036b-11cf-972c-00aa006887b0", "2.0", "inetinfo", "MS-IRP", "Internet Information Services (IIS) Inetinfo"),
        new("12345778-1234-abcd-ef00-0123456789ab", "0.0", "lsarpc", "MS-LSAD", "Local Security Authority (Domain Policy)"),
        new("77df7a80-f298-11d0-8358-00a024c480a8", "1.0", "dscomm", "MS-MQDS", "Message Queuing (MSMQ): Directory Service"),
        new("708cca10-9569-11d1-b2a5-0060977d8118", "1.0", "dscomm2", "MS-MQDS", "Message Queuing (MSMQ): Directory Service"),
        new("fdb3a030-065f-11d1-bb9b-00a024ea5525", "1.0", "qmcomm", "MS-MQMP", "Message Queuing (MSMQ): Queue Manager Client"),
        new("76d12b80-3467-11d3-91ff-0090272f9ea3", "1.0", "qmcomm2", "MS-MQMP", "Message Queuing (MSMQ): Queue Manager Client"),
        new("41208ee0-e970-11d1-9b9e-00e02c064c39", "1.0", "qmmgmt", "MS-MQMR", "Message Queuing (MSMQ): Queue Manager Management"),
        new("1088a980-eae5-11d0-8d9b-00a02453c337", "1.0", "qm2qm", "MS-MQQP", "Message Queuing (MSMQ): Queue Manager to Queue Manager"),
        new("1a9134dd-7b39-45ba-ad88-44d01ca47f28", "1.0", "RemoteRead", "MS-MQRR", "Message Queuing (MSMQ): Queue Manager Remote Read"),
        new("17fdd703-1827-4e34-79d4-24a55c53bb37", "1.0", "msgsvc", "MS-MSRP", "Messenger Service"),
        new("5a7b91f8-ff00-11d0-a9b2-00c04fb6e6fc", "1.0", "msgsvcsend", "MS-MSRP", "Messenger Service"),
        new("12345678-1234-abcd-ef00-01234567cffb", "1.0", "netlogon", "MS-NRPC", "Netlogon"),
        new("f5cc5a18-4264-101a-8c59-08002b2f8426", "56.0", "nspi", "MS-NSPI", "Name Service Provider Interface (NSPI)"),
        new("00020400-0000-0000-c000-000000000046", "0.0", "IDispatch", "MS-OAUT", "OLE Automation"),
        new("0b6edbfa-4a24-4fc6-8a23-942b1eca65d1", "1.0", "IRPCAsyncNotify", "MS-PAN", "Print System Asynchronous Notification"),
        new("ae33069b-a2a8-46ee-a235-ddfd339be281", "1.0", "IRPCRemoteObject", "MS-PAN", "Print System Asynchronous Notification"),
        new("76f03f96-cdfd-44fc-a22c-64950a001209", "1.0", "IRemoteWinspool", "MS-PAR", "Print System Asynchronous"),
        new("da5a86c5-12c2-4943-ab30-7f74a813d853", "1.0", "PerflibV2", "MS-PCQ", "Performance Counter Query"),
        new("811109bf-a4e1-11d1-ab54-00a0c91e9b45", "1.0", "winsi2", "MS-RAIW", "Remote Administrative Interface: WINS"),
        new("45f52c28-7f9f-101a-b52b-08002b2efabe", "1.0", "winsif", "MS-RAIW", "Remote Administrative Interface: WINS"),
        new("e33c0cc4-0482-101a-bc0c-02608c6ba218", "1.0", "LocToLoc", "MS-RPCL", "Remote Procedure Call Location Services Extensions"),
        new("12345678-1234-abcd-ef00-0123456789ab", "1.0", "winspool", "MS-RPRN", "Print System"),
        new("8f09f000-b7ed-11ce-bbd2-00001a181cad", "0.0", "dimsvc", "MS-RRASM", "Routing and Remote Access Server (RRAS) Management"),
        new("20610036-fa22-11cf-9823-00a0c911e5df", "1.0", "rasrpc", "MS-RRASM", "Routing and Remote Access Server (RRAS) Management"),
        new("338cd001-2244-31f1-aaaa-900038001003", "1.0", "winreg", "MS-RRP", "Windows Remote Registry"),
        new("894de0c0-0d55-11d3-a322-00c04fa321a1", "1.0", "InitShutdown", "MS-RSP", "Remote Shutdown"),
        new("d95afe70-a6d5-4259-822e-2c84da1ddb0d", "1.0", "WindowsShutdown", "MS-RSP", "Remote Shutdown"),
        new("12345778-1234-abcd-ef00-0123456789ac", "1.0", "samr", "MS-SAMR", "Security Account Manager (SAM) Remote Protocol (Client-to-Server)"),
        new("fa7df749-66e7-4986-a27f-e2f04ae53772", "0.0", "IVssSnapshotMgmt", "MS-SCMP", "Shadow Copy Management"),
        new("367abb81-9844-35f1-ad32-98f038001003", "2.0", "svcctl", "MS-SCMR", "Service Control Manager"),
        new("4b324fc8-1670-01d3-1278-5a47bf6ee188", "3.0", "srvsvc", "MS-SRVS", "Server Service"),
        new("2f5f6521-ca47-1068-b319-00dd010662db", "1.0", "remotesp", "MS-TRP", "Telephony"),
        new("2f5f6520-ca46-1067-b319-00dd010662da", "1.0", "tapsrv", "MS-TRP", "Telephony"),
        new("86d35949-83c9-4044-b424-db363231fd0c", "1.0", "ITaskSchedulerService", "MS-TSCH", "Task Scheduler Service Remoting"),
        new("1ff70682-0a51-30e8-076d-740be8cee98b", "1.0", "atsvc", "MS-TSCH", "Task Scheduler Service Remoting"),
        new("378e52b0-c0a9-11cf-822d-00aa0051e40f", "1.0", "sasec", "MS-TSCH", "Task Scheduler Service Remoting"),
        new("44e265dd-7daf-42cd-8560-3cdb6e7a2729", "1.3", "TsProxyRpcInterface", "MS-TSGU", "Terminal Services Gateway Server"),
        new("5ca4a760-ebb1-11cf-8611-00a0245420ed", "1.0", "IcaApi", "MS-TSTS", "Terminal Services Terminal Server Runtime Interface"),
        new("497d95a6-2d27-4bf5-9bbd-a6046957133c", "1.0", "RCMListener", "MS-TSTS", "Terminal Services Terminal Server Runtime Interface"),
        new("bde95fdf-eee0-45de-9e12-e5a61cd0d4fe", "1.0", "RCMPublic", "MS-TSTS", "Terminal Services Terminal Server Runtime Interface"),
        new("1257b580-ce2f-4109-82d6-a9459d0bf6bc", "1.0", "SessEnvPublicRpc", "MS-TSTS", "Terminal Services Terminal Server Runtime Interface"),
        new("53b46b02-c73b-4a3e-8dee-b16b80672fc0", "1.0", "TSVIPPublic", "MS-TSTS", "Terminal Services Terminal Server Runtime Interface"),
        new("88143fd0-c28d-4b2b-8fef-8d882f6a9390", "1.0", "TermSrvEnumeration", "MS-TSTS", "Terminal Services Terminal Server Runtime Interface"),
        new("11899a43-2b68-4a76-92e3-a3d6ad8c26ce", "1.0", "TermSrvNotification", "MS-TSTS", "Terminal Services Terminal Server Runtime Interface"),
        new("8fb6d884-2388-11d0-8c35-00c04fda2795", "4.1", "W32Time", "MS-W32T", "W32Time"),
        new("d99e6e70-fc88-11d0-b498-00a0c90312f3", "0.0", "ICertRequestD", "MS-WCCE", "Windows Client Certificate Enrollment"),
        new("5422fd3a-d4b8-4cef-a12e-e87d4ca22e90", "0.0", "ICertRequestD2", "MS-WCCE", "Windows Client Certificate Enrollment"),
        new("1a927394-352e-4553-ae3f-7cf4aafca620", "1.0", "WdsRpcInterface", "MS-WDSC", "Windows Deployment Services Control"),
        new("6bffd098-a112-3610-9833-46c3f87e345a", "1.0", "wkssvc", "MS-WKST", "Workstation Service"),
        new("027947e1-d731-11ce-a357-000000000001", "0.0", "IEnumWbemClassObject", "MS-WMI", "Windows Management Instrumentation"),
        new("c49e32c7-bc8b-11d2-85d4-00105a1f8304", "0.0", "IWbemBackupRestore", "MS-WMI", "Windows Management Instrumentation"),
        new("a359dec5-e813-4834-8a2a-ba7f1d777d76", "0.0", "IWbemBackupRestoreEx", "MS-WMI", "Windows Management Instrumentation"),
        new("44aca675-e8fc-11d0-a07c-00c04fb68820", "0.0", "IWbemCallResult", "MS-WMI", "Windows Management Instrumentation"),
        new("dc12a681-737f-11cf-884d-00aa004b2e24", "0.0", "IWbemClassObject", "MS-WMI", "Windows Management Instrumentation"),
        new("44aca674-e8fc-11d0-a07c-00c04fb68820", "0.0", "IWbemContext", "MS-WMI", "Windows Management Instrumentation"),
        new("1c1c45ee-4395-11d2-b60b-00104b703efd", "0.0", "IWbemFetchSmartEnum", "MS-WMI", "Windows Management Instrumentation"),
        new("f309ad18-d86a-11d0-a075-00c04fb68820", "0.0", "IWbemLevel1Login", "MS-WMI", "Windows Management Instrumentation"),
        new("d4781cd6-e5d3-44df-ad94-930efe48a887", "0.0", "IWbemLoginClientID", "MS-WMI", "Windows Management Instrumentation"),
        new("541679ab-2e5f-11d3-b34e-00104bcc4b4a", "0.0", "IWbemLoginHelper", "MS-WMI", "Windows Management Instrumentation"),
        new("7c857801-7381-11cf-884d-00aa004b2e24", "0.0", "IWbemObjectSink", "MS-WMI", "Windows Management Instrumentation"),
        new("2c9273e0-1dc3-11d3-b364-00105a1f8177", "0.0", "IWbemRefreshingServices", "MS-WMI", "Windows Management Instrumentation"),
        new("f1e9c5b2-f59b-11d2-b362-00105a1f8177", "0.0", "IWbemRemoteRefresher", "MS-WMI", "Windows Management Instrumentation"),
        new("9556dc99-828c-11cf-a37e-00aa003240c7", "0.0", "IWbemServices", "MS-WMI", "Windows Management Instrumentation"),
        new("423ec01e-2e35-11d2-b604-00104b703efd", "0.0", "IWbemWCOSmartEnum", "MS-WMI", "Windows Management Instrumentation"),
        new("60a15ec5-4de8-11d7-a637-005056a20182", "1.0", "rpcecho", "Samba", "Echo service for tests"),
        new("12b81e99-f207-4a4c-85d3-77b42f76fd14", "1.0", "ISeclogon", "", "Secondary logon"),
        new("3c4728c5-f0ab-448b-bda1-6ce01eb0a6d5", "1.0", "RpcSrvDHCPC", "", "DHCP client"),
        new("3c4728c5-f0ab-448b-bda1-6ce01eb0a6d6", "1.0", "RpcSrvDHCPC6", "", "DHCPv6 client"),
        new("2f5f3220-c126-1076-b549-074d078619da", "1.0", "nddeapi", "", "Network DDE"),
        new("8d9f4e40-a03d-11ce-8f69-08003e30051b", "1.0", "pnp", "", "Plug and Play"),
    ];

    /// <summary>The interface with this UUID, in any version; null where it is not known.</summary>
    public static WellKnownInterface? Find(Guid uuid) => ByUuid.GetValueOrDefault(uuid);

    /// <summary>The interfaces with this name, whatever its letter case: most names have one.</summary>
    public static IReadOnlyList<WellKnownInterface> Find(string name) => [.. All.Where(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
}
