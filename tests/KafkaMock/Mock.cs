using System.Runtime.InteropServices;

namespace Feria.KafkaMock;

/// <summary>librdkafka's own mock of a cluster, which lives as long as its process.</summary>
sealed class Mock
{
    readonly nint library;
    readonly nint cluster;

    public Mock(string file, int brokers)
    {
        library = NativeLibrary.Load(file);
        var why = new byte[512];
        var client = Call<New>("rd_kafka_new")(0, 0, why, why.Length);
        if (client == 0) throw new InvalidOperationException(System.Text.Encoding.UTF8.GetString(why));
        cluster = Call<NewCluster>("rd_kafka_mock_cluster_new")(client, brokers);
    }

    public string Bootstraps => Marshal.PtrToStringUTF8(Call<Text>("rd_kafka_mock_cluster_bootstraps")(cluster))!;

    /// <summary>Does one command and tells librdkafka's error number; 0 is well.</summary>
    public int Do(string[] words) => words switch
    {
        ["topic", var name, var partitions] => Call<Create>("rd_kafka_mock_topic_create")(
            cluster, name, int.Parse(partitions), 1),
        ["down", var broker] => Call<OfBroker>("rd_kafka_mock_broker_set_down")(cluster, int.Parse(broker)),
        ["up", var broker] => Call<OfBroker>("rd_kafka_mock_broker_set_up")(cluster, int.Parse(broker)),
        ["slow", var broker, var ms] => Call<Slow>("rd_kafka_mock_broker_set_rtt")(
            cluster, int.Parse(broker), int.Parse(ms)),
        ["fail", var api, .. var errors] => Fail(short.Parse(api), [.. errors.Select(int.Parse)]),
        ["heal", var api] => Heal(short.Parse(api)),
        _ => throw new InvalidOperationException(string.Join(' ', words)),
    };

    // The next answers to that kind of request.
    int Fail(short api, int[] errors)
    {
        Call<Errors>("rd_kafka_mock_push_request_errors_array")(cluster, api, errors.Length, errors);
        return 0;
    }

    int Heal(short api)
    {
        Call<Clear>("rd_kafka_mock_clear_request_errors")(cluster, api);
        return 0;
    }

    T Call<T>(string name) where T : Delegate =>
        Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));

    delegate nint New(int type, nint conf, byte[] why, nint whySize);

    delegate nint NewCluster(nint client, int brokers);

    delegate nint Text(nint cluster);

    delegate int Create(nint cluster, [MarshalAs(UnmanagedType.LPUTF8Str)] string topic, int partitions, int replicas);

    delegate int OfBroker(nint cluster, int broker);

    delegate int Slow(nint cluster, int broker, int ms);

    delegate void Clear(nint cluster, short api);

    delegate void Errors(nint cluster, short api, nint count, int[] errors);
}
